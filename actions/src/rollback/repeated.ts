import {
  releaseIn,
  type RecordedDeployment,
  type RecordedState,
} from '../deployment-record/recorded-state.ts';
import type { Served } from '../ledger/events.ts';
import type { ChosenRelease } from '../pipeline/chosen-release.ts';
import type { Promoted } from '../pipeline/promotion.ts';

/** What a host would answer that remembers the request: it was carried out, and nothing is done again. */
export function repeated({ live, previous }: RecordedState, { served }: ChosenRelease): Promoted {
  return {
    deployment: null,
    gates: undefined,
    result: {
      outcome: 'unchanged',
      reasonCode: 'request-repeated',
      summary: `This run was carried out before: it led to ${served.release.id}.`,
      findings: [],
      live: live === null ? null : servedIn(live),
      previous: previous[0] === undefined ? null : servedIn(previous[0]),
      timings: { totalMs: 0, steps: {} },
    },
  };
}

function servedIn({ payload }: RecordedDeployment): Served {
  return { release: releaseIn(payload), configHash: payload.configHash };
}
