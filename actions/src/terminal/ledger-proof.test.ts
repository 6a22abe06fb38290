import { describe, expect, it } from '@jest/globals';
import { linkAfter } from '../ledger/chain.ts';
import type { LedgerEvent } from '../ledger/events.ts';
import type { LedgerEntry } from '../ledger/journal.ts';
import { servedRelease, toldLedger } from '../ledger/testing/ledger-sample.ts';
import { checkLedger, ledgerProof, type LedgerCheck } from './ledger-proof.ts';

const [a, b, c] = [servedRelease('a'), servedRelease('b'), servedRelease('c')];
const LEDGER = toldLedger(
  { to: a, at: 0, outcome: 'deployed', live: a },
  { to: b, at: 60_000, outcome: 'reverted', live: a, marks: [[b, 'bad']] },
  { to: c, at: 120_000, outcome: 'refused', live: a },
);
const HEAD = LEDGER.at(-1)?.hash;

/** The same ledger with other events, chained whole: what somebody writes who knows how the chain is made. */
function rewritten(change: (events: readonly LedgerEvent[]) => readonly LedgerEvent[]): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (const event of change(LEDGER.map((entry) => entry.event))) {
    entries.push(linkAfter(entries.at(-1), '2026-01-01T00:00:00.000Z', event));
  }
  return entries;
}

function verdicts(checks: readonly LedgerCheck[]): Record<string, string> {
  return Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));
}

const WHOLE = { chain: 'pass', deployments: 'pass', tokens: 'pass', releases: 'pass', head: 'pass' };

describe('the proof of a ledger', () => {
  it('passes for the one that Tidegate wrote, and says what it counted', () => {
    const checks = checkLedger(LEDGER, HEAD);
    expect(verdicts(checks)).toEqual(WHOLE);
    const text = ledgerProof(checks);
    for (const fact of [`${LEDGER.length} entries`, LEDGER[0]?.at, LEDGER.at(-1)?.at, HEAD, '3 began']) {
      expect(text).toContain(fact);
    }
    expect(text).not.toContain('--head');
  });

  it('proves nothing of a ledger that nothing was written into, and fails where something is remembered', () => {
    const found = checkLedger([], undefined).map(({ verdict }) => verdict);
    expect(found).toEqual(found.map(() => 'unproven'));
    expect(verdicts(checkLedger([], HEAD))).toMatchObject({ head: 'fail' });
  });

  it('calls the head unproven without one to compare it with, and says how to have one', () => {
    const checks = checkLedger(LEDGER, undefined);
    expect(verdicts(checks)).toEqual({ ...WHOLE, head: 'unproven' });
    expect(ledgerProof(checks)).toContain('--head <hash>');
  });

  it('sees by a remembered head alone that lines were taken from the end, at whatever line', () => {
    for (let kept = 0; kept < LEDGER.length; kept += 1) {
      const cut = LEDGER.slice(0, kept);
      expect(Object.values(verdicts(checkLedger(cut, undefined)))).not.toContain('fail');
      expect(verdicts(checkLedger(cut, HEAD))).toMatchObject({ head: 'fail' });
    }
  });

  it('takes a head that was remembered earlier, and says how much was added since', () => {
    const head = checkLedger(LEDGER, LEDGER[1]?.hash).at(-1);
    expect(head).toMatchObject({
      verdict: 'pass',
      found: expect.stringMatching(/line 2, with \d+ added since/),
    });
  });

  it('names the deployment that is under way', () => {
    const [check] = checkLedger(
      [...toldLedger({ to: a, at: 0, outcome: null, live: null })],
      undefined,
    ).filter(({ name }) => name === 'deployments');
    expect(check).toMatchObject({ verdict: 'pass', found: expect.stringContaining('d1 is under way') });
  });

  it.each<[string, string, (events: readonly LedgerEvent[]) => readonly LedgerEvent[]]>([
    [
      'a deployment that never ended before the next began',
      'deployments',
      (events) => events.filter((event) => !(event.type === 'deployment-ended' && event.deployment === 'd2')),
    ],
    [
      'a deployment that ended and never began',
      'deployments',
      (events) =>
        events.filter((event) => !(event.type === 'deployment-started' && event.deployment === 'd3')),
    ],
    ['a deployment that ended twice', 'deployments', (events) => [...events, ...events.slice(-1)]],
    [
      'a token that stays',
      'tokens',
      (events) =>
        events.map((event) => (event.type === 'deployment-started' ? { ...event, token: 1 } : event)),
    ],
    [
      'a token that falls',
      'tokens',
      (events) =>
        events.map((event) =>
          event.type === 'deployment-started' ? { ...event, token: 9 - event.token } : event,
        ),
    ],
    [
      'a release that serves and was never deployed',
      'releases',
      (events) => events.map((event) => (event.type === 'deployment-ended' ? { ...event, live: c } : event)),
    ],
    [
      'a configuration that serves and was never deployed',
      'releases',
      (events) =>
        events.map((event) =>
          event.type === 'deployment-ended' ? { ...event, live: servedRelease('a', 'another') } : event,
        ),
    ],
    [
      'a release that serves and was never switched to',
      'releases',
      (events) => events.filter((event) => !('step' in event && event.step === 'switched')),
    ],
  ])('fails for a chain made anew that tells of %s', (_what, name, change) => {
    expect(verdicts(checkLedger(rewritten(change), undefined))).toEqual({
      ...WHOLE,
      head: 'unproven',
      [name]: 'fail',
    });
  });
});
