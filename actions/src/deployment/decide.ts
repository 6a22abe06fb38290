import { findKnown, revertTargetOf, type EnvironmentState } from '../ledger/state.ts';
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
  return { kind: 'proceed', target: revertTargetOf(facts.state, facts.request.candidate) };
}

const RULES: readonly Rule[] = [
  aRequestIsCarriedOutOnce,
  aBadReleaseIsRefused,
  whatIsLiveAndGoodStays,
  thePlanStillHolds,
];

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
    remedy: `Ship a corrected release. If it was not at fault, clear its mark: npm run clear -- <environment> ${release.id} --reason <why>.`,
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

/** Somebody else may have deployed between the plan, or its approval, and now. */
function thePlanStillHolds({ state, request }: Facts): Decision | undefined {
  const { planned } = request;
  if (planned === undefined) return undefined;
  const found = { live: state.live, revertTarget: revertTargetOf(state, request.candidate) };
  if (isSame(planned.live, found.live) && isSame(planned.revertTarget, found.revertTarget)) return undefined;
  const summary =
    `The plan ${request.planHash} was made for ${idOf(planned.live)} serving and ${idOf(planned.revertTarget)} to revert to; ` +
    `by now it is ${idOf(found.live)} and ${idOf(found.revertTarget)}.`;
  const remedy = 'Run the command again, and look at the new plan.';
  return { kind: 'refuse', reasonCode: 'plan-changed', summary, remedy };
}

function isSame(a: Served | null, b: Served | undefined): boolean {
  return a?.release.digest === b?.release.digest && a?.configHash === b?.configHash;
}

function idOf(served: Served | null | undefined): string {
  return served?.release.id ?? 'nothing';
}
