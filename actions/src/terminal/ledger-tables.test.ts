import { describe, expect, it } from '@jest/globals';
import { linkAfter } from '../ledger/chain.ts';
import { metricsOf } from '../ledger/metrics.ts';
import { servedRelease, toldLedger, type Told } from '../ledger/testing/ledger-sample.ts';
import { ledgerHistory } from './ledger-history.ts';
import { ledgerMetrics } from './ledger-metrics.ts';

const DAY = 86_400_000;
const [a, b, c] = [servedRelease('a'), servedRelease('b'), servedRelease('c')];
const HISTORY: readonly Told[] = [
  { to: a, at: 0, outcome: 'deployed', live: a },
  { to: b, at: DAY, outcome: 'reverted', live: a, marks: [[b, 'bad']], reasonCode: 'errors-high' },
  { to: c, at: 2 * DAY, outcome: 'deployed', live: c },
  {
    kind: 'rollback',
    to: a,
    at: 3 * DAY,
    outcome: 'deployed',
    live: a,
    marks: [
      [a, 'good'],
      [c, 'withdrawn'],
    ],
  },
];

/** The texts of a drawn table's cells, a row each. */
function cellsOf(drawn: string): string[][] {
  const rows = drawn.split('\n').filter((line) => line.startsWith('│'));
  return rows.map((line) =>
    line
      .split('│')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function metricRows(history: readonly Told[], days: number): Record<string, string[]> {
  const commitTimes = new Map([['a'.repeat(40), -DAY]]);
  const text = ledgerMetrics(metricsOf(toldLedger(...history), { now: days * DAY, commitTimes }));
  return Object.fromEntries(cellsOf(text).map(([name = '', ...cells]) => [name, cells]));
}

describe('the history', () => {
  it('has a row for each deployment, and says what serves where it is not the candidate', () => {
    const rows = cellsOf(ledgerHistory(toldLedger(...HISTORY))).slice(1);
    expect(rows.map(([, ...cells]) => cells)).toEqual([
      ['d1', `deploy   ${a.release.id}`, 'deployed', '10.0 s'],
      ['d2', `deploy   ${b.release.id}`, 'reverted: errors-high', '10.0 s'],
      ['', '', `serves: ${a.release.id}`, ''],
      ['d3', `deploy   ${c.release.id}`, 'deployed', '10.0 s'],
      ['d4', `rollback ${a.release.id}`, 'deployed', '10.0 s'],
    ]);
    expect(rows.map(([began]) => began)).toContain('1970-01-02 00:00:00');
  });

  it('shows a deployment that did not end, and that nothing serves', () => {
    const rows = cellsOf(
      ledgerHistory(
        toldLedger(
          { to: a, at: 0, outcome: 'reverted', live: null, switches: false },
          { to: a, at: 0, outcome: null, live: null },
        ),
      ),
    );
    expect(rows.map((cells) => cells[3]).slice(1)).toEqual(['reverted', 'nothing serves', 'not ended']);
  });

  it('shows what was done beside deployments, a person’s words folded and without a say over the terminal', () => {
    const entries = toldLedger({ to: a, at: 0, outcome: 'deployed', live: a });
    const reason = `\u001b[2JThe vendor was down for an hour, and the release was not at fault`;
    entries.push(
      linkAfter(entries.at(-1), '2026-01-01T00:00:00.000Z', {
        type: 'mark-cleared',
        digest: a.release.digest,
        reason,
      }),
    );
    entries.push(
      linkAfter(entries.at(-1), '2026-01-01T00:00:00.000Z', {
        type: 'revert-rehearsed',
        candidate: b,
        from: a,
        asked: 40,
        failed: 0,
        summary: '',
      }),
    );
    const drawn = ledgerHistory(entries);
    const rows = cellsOf(drawn);
    expect(rows[2]).toEqual([
      '2026-01-01 00:00:00',
      '–',
      `clear    ${a.release.id}`,
      '“The vendor was down for an',
      '–',
    ]);
    expect(rows.at(-1)?.slice(2, 4)).toEqual([`rehearse ${b.release.id}`, '0 of 40 requests failed']);
    expect(drawn).not.toContain('\u001b[2J');
    expect(Math.max(...drawn.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});

describe('the table of metrics', () => {
  it('has each metric with what it is made from', () => {
    const rows = metricRows(HISTORY, 10);
    expect(rows['deployment frequency']).toEqual(['0.3 a day, 2.1 a week', '–', '3 deployments']);
    expect(rows['lead time for changes']).toEqual(['24.0 h', '24.0 h', '1 release, 1 unknown']);
    expect(rows['change failure rate']).toEqual(['67 %', '–', '3 deployments:']);
    expect(rows['failed deployment recovery time']).toEqual(['12.0 h', '24.0 h', '2 failures']);
    expect(rows['']?.[2]).toBe('1 reverted, 1 withdrawn');
    expect(rows['revert: to act']).toEqual(['no data', '–', 'none was timed; 1 not timed']);
  });

  it('says that there is no data where there is none', () => {
    const rows = Object.values(metricRows([{ to: a, at: 0, outcome: 'refused', live: null }], 10)).slice(1);
    expect(rows.map(([value]) => value)).toEqual(rows.map(() => 'no data'));
  });

  it('says what it leaves out', () => {
    const metrics = metricsOf(toldLedger(...HISTORY), { now: 92 * DAY, commitTimes: new Map() });
    expect(ledgerMetrics(metrics)).toMatch(/90\.0 d\. Left out: 2 attempts that ended before/);
  });
});
