import { describe, expect, it } from '@jest/globals';
import { parseDigest, releaseOf } from '../release/release.ts';
import { linkAfter } from './chain.ts';
import type { LedgerEvent, Mark, Served } from './events.ts';
import type { LedgerEntry } from './journal.ts';
import { environmentState, findKnown, newestGoodBefore, type EnvironmentState } from './state.ts';

function served(letter: string): Served {
  const digest = parseDigest(letter.repeat(64))!;
  return {
    release: releaseOf({ version: '1.0.0', commit: letter.repeat(40), digest }),
    configHash: 'c0ffee',
  };
}

/** What the state does not look at. */
const UNUSED = { planHash: '', confirmHash: '', schema: null };
const [a, b, c] = [served('a'), served('b'), served('c')];

/** A history told in short: what was deployed or rolled back to, what served then, and the marks given. */
type Told =
  | { kind?: 'deploy' | 'rollback'; to: Served; live: Served | null; marks?: [Served, Mark][] }
  | { cleared: Served };

function history(...steps: Told[]): EnvironmentState {
  const entries: LedgerEntry[] = [];
  const add = (event: LedgerEvent): void => {
    entries.push(linkAfter(entries.at(-1), '2026-01-01T00:00:00.000Z', event));
  };
  steps.forEach((told, index) => {
    if ('cleared' in told) {
      add({ type: 'mark-cleared', digest: told.cleared.release.digest, reason: 'not at fault' });
      return;
    }
    const { kind = 'deploy', to, live, marks = [] } = told;
    const deployment = `d${index}`;
    const facts = { ...UNUSED, candidate: to, revertTarget: null, token: index + 1 };
    add({ type: 'deployment-started', deployment, kind, ...facts });
    add({ type: 'step-started', deployment, step: 'preflight' });
    add({
      type: 'deployment-ended',
      deployment,
      outcome: live === to ? 'deployed' : 'reverted',
      reasonCode: 'deployed',
      summary: '',
      findings: [],
      live,
      marks: marks.map(([of, mark]) => ({ digest: of.release.digest, mark })),
      timings: { totalMs: 0, steps: {} },
    });
  });
  return environmentState(entries);
}

const deployed = (to: Served) => ({ to, live: to, marks: [[to, 'good']] as [Served, Mark][] });
const rolledBack = (from: Served, to: Served) => ({
  kind: 'rollback' as const,
  to,
  live: to,
  marks: [
    [to, 'good'],
    [from, 'withdrawn'],
  ] as [Served, Mark][],
});
const target = (state: EnvironmentState) => newestGoodBefore(state, state.live)?.served.release.id;

describe('where a rollback goes', () => {
  it('goes to the newest good release before the live one', () => {
    expect(target(history(deployed(a), deployed(b), deployed(c)))).toBe(b.release.id);
  });

  it('passes over a release that was reverted', () => {
    const reverted = { to: b, live: a, marks: [[b, 'bad']] as [Served, Mark][] };
    expect(target(history(deployed(a), reverted, deployed(c)))).toBe(a.release.id);
  });

  it('never toggles: what was rolled back from is not chosen again', () => {
    const once = history(deployed(a), deployed(b), deployed(c), rolledBack(c, b));
    expect(target(once)).toBe(a.release.id);
    expect(target(history(deployed(a), deployed(b), rolledBack(b, a)))).toBeUndefined();
  });

  it('goes to nothing newer than the live release, even a good one', () => {
    expect(target(history(deployed(a), deployed(b), deployed(c), rolledBack(c, a)))).toBeUndefined();
  });

  it('goes to nothing where nothing good served', () => {
    expect(target(history())).toBeUndefined();
    expect(target(history(deployed(a)))).toBeUndefined();
  });
});

describe('an environment’s state', () => {
  it('is what its ledger adds up to', () => {
    const state = history(deployed(a), { to: b, live: a, marks: [[b, 'bad']] });
    expect(state.live).toEqual(a);
    expect(findKnown(state, b.release)?.mark).toBe('bad');
    expect(findKnown(state, c.release)).toBeUndefined();
    expect([state.lastToken, state.unfinished, state.deployments.length]).toEqual([2, undefined, 2]);
  });

  it('forgets a bad mark that was cleared', () => {
    const before = history(deployed(a), { to: b, live: a, marks: [[b, 'bad']] });
    const after = history(deployed(a), { to: b, live: a, marks: [[b, 'bad']] }, { cleared: b });
    expect(findKnown(before, b.release)?.mark).toBe('bad');
    expect(findKnown(after, b.release)).toMatchObject({ mark: undefined });
    expect(after.live).toEqual(a);
  });

  it('knows a deployment whose program died', () => {
    const entry = linkAfter<LedgerEvent>(undefined, '2026-01-01T00:00:00.000Z', {
      type: 'deployment-started',
      deployment: 'd0',
      kind: 'deploy',
      candidate: a,
      revertTarget: null,
      token: 1,
      ...UNUSED,
    });
    expect(environmentState([entry]).unfinished?.started.deployment).toBe('d0');
  });
});
