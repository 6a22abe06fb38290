import { isReleaseAtFault } from '../deployment/failure.ts';
import type { DeploymentResult } from '../deployment/ports.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { Host } from './host/host.ts';
import { nameOf, type Facts } from './facts.ts';
import type { Behaviour } from './schedule/schedule.ts';

interface Scene {
  readonly host: Host;
  /** Of the last command, each time that it was given again. */
  readonly results: readonly DeploymentResult[];
  readonly behaviours: readonly Behaviour[];
  /** The instance that the ledger says is live. */
  readonly live: string | undefined;
  readonly isLiveGood: boolean;
}

/** What of a host is not as it should be after its last command was given again; the first rule that speaks says it. */
export function settledProblem(
  host: Host,
  results: readonly DeploymentResult[],
  { behaviourOf, behaviours }: Facts,
): string | undefined {
  const { live } = host.ledger;
  const isLiveGood = live === undefined || behaviourOf(live.release.digest) === 'good';
  const scene: Scene = { host, results, behaviours, live: nameOf(host, live), isLiveGood };
  for (const rule of RULES) {
    const problem = rule(scene);
    if (problem !== undefined) return `${problem}: ${said(results)}`;
  }
  return undefined;
}

const RULES: readonly ((scene: Scene) => string | undefined)[] = [
  everyDeploymentHasEnded,
  whatIsLiveIsCurrent,
  onlyReleasesAreStillAtFault,
  aGoodReleaseIsDeployed,
  theSecondTimeChangesNothing,
  onlyTheLiveReleaseRunsAndIsReady,
];

function everyDeploymentHasEnded({ host }: Scene): string | undefined {
  const { unfinished } = host.ledger;
  return unfinished === undefined ? undefined : `${unfinished.started.deployment} has not ended`;
}

function whatIsLiveIsCurrent({ host, live }: Scene): string | undefined {
  const routed = host.routedInstance();
  if (routed === live) return undefined;
  return `${live ?? 'nothing'} is live in the ledger and ${routed ?? 'nothing'} is current`;
}

function onlyReleasesAreStillAtFault({ results }: Scene): string | undefined {
  const last = results.at(-1);
  if (last === undefined || isWell(last) || VERDICTS.has(last.reasonCode)) return undefined;
  return 'nothing is wrong any more';
}

/** A bad mark may be left from trouble that is over; none is given any more. */
function aGoodReleaseIsDeployed({ results, behaviours }: Scene): string | undefined {
  const last = results.at(-1);
  if (last === undefined || behaviours.some((behaviour) => behaviour !== 'good')) return undefined;
  const isBlamed = results.some(({ reasonCode }) => isReleaseAtFault(reasonCode));
  if (!isBlamed && (isWell(last) || RULED_OUT.has(last.reasonCode))) return undefined;
  return 'no release is at fault';
}

/** A release that is found bad is reverted once, and refused from then on. */
function theSecondTimeChangesNothing({ results, behaviours, isLiveGood }: Scene): string | undefined {
  const [first, second] = results;
  if (first === undefined || second === undefined || !isLiveGood) return undefined;
  if (behaviours.some((behaviour) => FICKLE.has(behaviour))) return undefined;
  const isAtRest = isWell(first) ? second.outcome === 'unchanged' : isWell(second) || isSame(first, second);
  return isAtRest ? undefined : 'it does not come to rest';
}

function onlyTheLiveReleaseRunsAndIsReady({ host, results, live, isLiveGood }: Scene): string | undefined {
  if (live === undefined || !isLiveGood || results.at(-1)?.outcome === 'frozen') return undefined;
  const others = host.runningInstances().filter((name) => name !== live);
  if (others.length > 0) return `${others.join(', ')} runs beside ${live}`;
  if (host.routedProcess()?.isReady !== true) return `${live} is live and not ready`;
  return host.isFrontListening ? undefined : 'the front does not listen';
}

/** Refused whatever the release is like. */
const RULED_OUT: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'release-bad',
  'contract-mixed',
  'contract-too-early',
  'revert-floor',
]);

/** What may still be said when all faults have ceased: it is about releases, and no longer about the world. */
const VERDICTS: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  ...RULED_OUT,
  'revert-target-broken',
  'nothing-to-revert-to',
  'both-failing',
  'start-failed',
  'not-ready',
  'identity-wrong',
  'smoke-failed',
  'errors-high',
  'latency-high',
  'release-restarted',
  'release-unreachable',
  'samples-too-few',
  'measurement-invalid',
]);

/** Whether one of these is found wanting is a matter of when it is looked at. */
const FICKLE: ReadonlySet<Behaviour> = new Set<Behaviour>(['dies-after-a-while', 'hangs-after-a-while']);

function isWell({ outcome }: DeploymentResult): boolean {
  return outcome === 'deployed' || outcome === 'unchanged';
}

function isSame(first: DeploymentResult, second: DeploymentResult): boolean {
  if (first.outcome === second.outcome) return first.reasonCode === second.reasonCode;
  return first.outcome === 'reverted' && second.reasonCode === 'release-bad';
}

function said(results: readonly DeploymentResult[]): string {
  const each = results.map(({ outcome, reasonCode, summary }) => `${outcome} (${reasonCode}: ${summary})`);
  return each.join(', then ');
}
