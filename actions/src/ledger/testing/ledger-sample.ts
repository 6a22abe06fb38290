import { parseDigest, releaseOf } from '../../release/release.ts';
import type { DeploymentEnded, LedgerEvent, Mark, Outcome, Served, StepName } from '../events.ts';
import { linkAfter } from '../chain.ts';
import type { LedgerEntry } from '../journal.ts';

/** For tests: a deployment told in short. Times are epoch milliseconds. */
export interface Told {
  readonly kind?: 'deploy' | 'rollback';
  readonly to: Served;
  /** When it began; the switch begins a second later. */
  readonly at: number;
  /** How long it took; without it 10 s. */
  readonly tookMs?: number;
  /** `null`: it never ended. */
  readonly outcome: Outcome | null;
  readonly live: Served | null;
  readonly marks?: readonly (readonly [Served, Mark])[];
  readonly timings?: Partial<DeploymentEnded['timings']>;
  readonly reasonCode?: string;
  /** `false`: it failed before users reached its candidate. */
  readonly switches?: boolean;
}

/** For tests: the release whose commit and digest consist of one hexadecimal digit. */
export function servedRelease(digit: string, configHash = 'c0ffee'): Served {
  const digest = parseDigest(digit.repeat(64));
  if (digest === undefined) throw new Error(`Expected a hexadecimal digit; found ${digit}.`);
  return { release: releaseOf({ version: '1.0.0', commit: digit.repeat(40), digest }), configHash };
}

/** For tests: the entries that deployments leave, one after the other. */
export function toldLedger(...deployments: readonly Told[]): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  deployments.forEach((told, index) => {
    for (const { at, event } of eventsOf(told, index + 1)) {
      entries.push(linkAfter(entries.at(-1), new Date(at).toISOString(), event));
    }
  });
  return entries;
}

/** For tests: what one deployment appends, with its times. */
export function eventsOf(told: Told, token: number): { at: number; event: LedgerEvent }[] {
  const { at, tookMs = 10_000, outcome, switches = outcome !== 'refused' } = told;
  const deployment = `d${token}`;
  const started: LedgerEvent = {
    type: 'deployment-started',
    deployment,
    kind: told.kind ?? 'deploy',
    candidate: told.to,
    revertTarget: null,
    token,
    planHash: '',
    confirmHash: '',
    schema: null,
  };
  const steps: StepName[] = switches ? ['preflight', 'switched'] : ['preflight'];
  return [
    { at, event: started },
    ...steps.map((step, index) => ({
      at: at + index * 1000,
      event: { type: 'step-started' as const, deployment, step },
    })),
    ...(outcome === null ? [] : [{ at: at + tookMs, event: endOf(told, { deployment, outcome }) }]),
  ];
}

function endOf(
  { to, live, marks, tookMs = 10_000, timings, reasonCode }: Told,
  { deployment, outcome }: { deployment: string; outcome: Outcome },
): DeploymentEnded {
  const given = marks ?? (outcome === 'deployed' ? [[to, 'good'] as const] : []);
  return {
    type: 'deployment-ended',
    deployment,
    outcome,
    reasonCode: reasonCode ?? outcome,
    summary: `It is ${outcome}.`,
    findings: [],
    live,
    marks: given.map(([{ release }, mark]) => ({ digest: release.digest, mark })),
    timings: { totalMs: tookMs, steps: {}, ...timings },
  };
}
