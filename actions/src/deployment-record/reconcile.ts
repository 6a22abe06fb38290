import type { DeploymentEnded, Outcome } from '../ledger/events.ts';
import type { DeploymentRecord, EnvironmentState } from '../ledger/state.ts';
import { REASON_CODES, type ReasonCode } from '../reason-codes.ts';
import type { EndOfDeployment } from './descriptions.ts';
import type { Payload } from './payload.ts';
import type { RecordedDeployment, RecordedState } from './recorded-state.ts';

/** What the record lacks. */
export type Correction =
  | { readonly kind: 'end'; readonly id: number; readonly end: EndOfDeployment }
  | {
      readonly kind: 'add';
      readonly task: 'deploy' | 'rollback';
      readonly payload: Payload;
      readonly end: EndOfDeployment;
    };

/**
 * How the record becomes what the host's own ledger says. The ledger is right wherever both speak: a deployment that the
 * record has without its end is given it, and those that came after the last one it knows are added.
 */
export function reconcile(
  { deployments }: Pick<EnvironmentState, 'deployments'>,
  recorded: Pick<RecordedState, 'unfinished' | 'known'>,
  run: Payload['run'],
): readonly Correction[] {
  // A host that was made anew knows nothing, and corrects nobody.
  if (deployments.length === 0) return [];
  const isKnown = new Set(recorded.known.map(({ payload }) => payload.deployment));
  const lastKnown = deployments.findLastIndex(({ started }) => isKnown.has(started.deployment));
  const missing = lastKnown < 0 ? lastThatServed(deployments) : deployments.slice(lastKnown + 1);
  return [
    ...recorded.unfinished.flatMap(({ id, payload }) => endOf(id, found(deployments, payload))),
    ...recorded.known.filter(isFrozen).flatMap(({ id, payload }) => thawed(id, found(deployments, payload))),
    ...missing.flatMap((deployment) => addition(deployment, run)),
  ];
}

/** For a host that is gone: what was under way there ended with it. */
export function endOfLost(release: string): EndOfDeployment {
  return {
    outcome: 'refused',
    reasonCode: 'interrupted',
    summary: `The run ended, and its machine with it, before anybody wrote how ${release} ended.`,
  };
}

function found(
  deployments: EnvironmentState['deployments'],
  { deployment }: Payload,
): DeploymentRecord | undefined {
  return deployments.find(({ started }) => started.deployment === deployment);
}

function endOf(id: number, record: DeploymentRecord | undefined): Correction[] {
  if (record === undefined) {
    const summary = 'The host was never asked.';
    return [{ kind: 'end', id, end: { outcome: 'refused', reasonCode: 'interrupted', summary } }];
  }
  return record.ended === undefined ? [] : [{ kind: 'end', id, end: told(record.ended) }];
}

function isFrozen({ statuses: [latest] }: RecordedDeployment): boolean {
  return latest?.state === 'error';
}

/** Nobody could say how it ended; the host, which came back, can. */
function thawed(id: number, record: DeploymentRecord | undefined): Correction[] {
  const end = record?.ended;
  return end === undefined || end.outcome === 'frozen' ? [] : [{ kind: 'end', id, end: told(end) }];
}

function lastThatServed(deployments: EnvironmentState['deployments']): readonly DeploymentRecord[] {
  const last = deployments.findLast(({ ended }) => ended !== undefined && SERVES.has(ended.outcome));
  return last === undefined ? [] : [last];
}

const SERVES: ReadonlySet<Outcome> = new Set(['deployed', 'unchanged']);

function addition({ started, ended }: DeploymentRecord, run: Payload['run']): Correction[] {
  if (ended === undefined) return [];
  const { release, configHash } = started.candidate;
  const payload: Payload = {
    version: 1,
    kind: 'reconciled',
    digest: release.digest,
    release: release.id,
    releaseVersion: release.version,
    commit: release.commit,
    configHash,
    planHash: started.planHash,
    deployment: started.deployment,
    request: started.request ?? null,
    run,
  };
  return [{ kind: 'add', task: started.kind, payload, end: told(ended) }];
}

function told({ outcome, reasonCode, summary }: DeploymentEnded): EndOfDeployment {
  return { outcome, summary, reasonCode: isReasonCode(reasonCode) ? reasonCode : 'internal-error' };
}

/** A newer host may have codes that this program does not know. */
function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(REASON_CODES, code);
}
