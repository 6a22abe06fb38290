import { findKnown, newestGoodBefore, type EnvironmentState } from '../ledger/state.ts';
import type { Served } from '../ledger/events.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { DeploymentRequest } from './request.ts';

export type Decision =
  | { readonly kind: 'proceed'; readonly target: Served | undefined }
  | { readonly kind: 'unchanged'; readonly reasonCode: ReasonCode; readonly summary: string }
  | {
      readonly kind: 'refuse';
      readonly reasonCode: ReasonCode;
      readonly summary: string;
      readonly remedy: string;
    };

interface Facts {
  readonly state: EnvironmentState;
  readonly request: DeploymentRequest;
}

type Rule = (facts: Facts) => Decision | undefined;

/** What to do about a request, from the ledger alone. The first rule that speaks decides. */
export function decideDeployment(facts: Facts): Decision {
  for (const rule of RULES) {
    const decision = rule(facts);
    if (decision !== undefined) return decision;
  }
  return { kind: 'proceed', target: revertTarget(facts) };
}

const RULES: readonly Rule[] = [aRequestIsCarriedOutOnce, aBadReleaseIsRefused, whatIsLiveAndGoodStays];

function aRequestIsCarriedOutOnce({ state, request }: Facts): Decision | undefined {
  if (request.request === undefined) return undefined;
  const earlier = state.deployments.find(
    ({ started, ended }) => started.request === request.request && ended?.outcome === 'deployed',
  );
  if (earlier === undefined) return undefined;
  const summary = `Request ${request.request} was carried out by ${earlier.started.deployment}: it led to ${earlier.started.candidate.release.id}.`;
  return { kind: 'unchanged', reasonCode: 'request-repeated', summary };
}

function aBadReleaseIsRefused({ state, request }: Facts): Decision | undefined {
  const { release } = request.candidate;
  if (request.allowBad || findKnown(state, release)?.mark !== 'bad') return undefined;
  const reverted = state.deployments.findLast(
    ({ started, ended }) =>
      started.candidate.release.digest === release.digest && ended?.outcome === 'reverted',
  );
  const why =
    reverted?.ended === undefined ? '' : ` (${reverted.ended.reasonCode}: ${reverted.ended.summary})`;
  return {
    kind: 'refuse',
    reasonCode: 'release-bad',
    summary: `Release ${release.id} was reverted here before${why}.`,
    remedy: 'Ship a corrected release; a rollback may name this one with --allow-bad.',
  };
}

function whatIsLiveAndGoodStays({ state, request }: Facts): Decision | undefined {
  const { live } = state;
  const { release, configHash } = request.candidate;
  if (live?.release.digest !== release.digest || live.configHash !== configHash) return undefined;
  if (findKnown(state, release)?.mark !== 'good') return undefined;
  const summary = `Release ${release.id} with this configuration serves already.`;
  return { kind: 'unchanged', reasonCode: 'already-live', summary };
}

/** What serves now, if it is good; else the newest good one that served before it. Never the candidate itself. */
function revertTarget({ state, request }: Facts): Served | undefined {
  const { live } = state;
  if (live === undefined) return undefined;
  const isCandidate =
    live.release.digest === request.candidate.release.digest &&
    live.configHash === request.candidate.configHash;
  if (!isCandidate && findKnown(state, live.release)?.mark === 'good') return live;
  return newestGoodBefore(state, live)?.served;
}
