import {
  releaseIn,
  type RecordedDeployment,
  type RecordedState,
} from '../deployment-record/recorded-state.ts';
import type { Served } from '../ledger/events.ts';
import { rollbackTarget } from './rollback-target.ts';

type Observed = Parameters<typeof rollbackTarget>[1];

export interface ChosenRelease {
  readonly served: Served;
  /** To any other one, whoever approves says yes. */
  readonly isGood: boolean;
  /** What the record has of it. */
  readonly recorded: RecordedDeployment | undefined;
  /** It was gone back to for this very request. */
  readonly isCarriedOut: boolean;
}

/**
 * Where a rollback goes, by what the host or the record knows. A run that is run again goes where it went before, whether
 * it came there or not: going back twice never toggles. `UserError` of `rollbackTarget`.
 */
export function chooseRelease(
  environment: string,
  { observed, recorded }: { readonly observed: Observed; readonly recorded: RecordedState },
  { to, request }: { readonly to: string | undefined; readonly request: string },
): ChosenRelease {
  const earlier = recorded.known.find(({ payload }) => payload.request === request);
  const served =
    earlier === undefined ? rollbackTarget(environment, observed, { to, request }) : servedIn(earlier);
  const { digest } = served.release;
  const known = observed.releases.find((release) => release.served.release.digest === digest);
  return {
    served,
    isGood: known?.mark === 'good',
    recorded: recorded.releases.find(({ deployment }) => deployment.payload.digest === digest)?.deployment,
    isCarriedOut: observed.requests.some((carriedOut) => carriedOut.request === request),
  };
}

/** What a host would say that had done all that was recorded. */
export function observedIn({ previous, releases, known }: RecordedState): Observed {
  const [newest] = previous;
  const carriedOut = known.filter(({ statuses }) => statuses.some(({ state }) => state === 'success'));
  return {
    previous: newest === undefined ? null : servedIn(newest),
    releases: releases.map(({ deployment, mark, order }) => ({
      served: servedIn(deployment),
      mark,
      order,
      schema: null,
    })),
    requests: carriedOut.flatMap((deployment) => {
      const { request } = deployment.payload;
      return request === null ? [] : [{ request, candidate: servedIn(deployment) }];
    }),
  };
}

function servedIn({ payload }: RecordedDeployment): Served {
  return { release: releaseIn(payload), configHash: payload.configHash };
}
