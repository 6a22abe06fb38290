import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Mark, Outcome, Served } from './events.ts';
import { metricsOf, type LedgerMetrics } from './metrics.ts';
import { servedRelease, toldLedger, type Told } from './testing/ledger-sample.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const [a, b, c, d] = [servedRelease('a'), servedRelease('b'), servedRelease('c'), servedRelease('d')];

/** What the deployments add up to, `days` after the first began. */
function metrics(
  deployments: readonly Told[],
  { days = 10, commits = {} }: { days?: number; commits?: Record<string, number> } = {},
): LedgerMetrics {
  const commitTimes = new Map(Object.entries(commits).map(([digit, at]) => [digit.repeat(40), at]));
  return metricsOf(toldLedger(...deployments), { now: START + days * DAY, commitTimes });
}

function deployed(to: Served, at: number): Told {
  return { to, at, outcome: 'deployed', live: to };
}

function rolledBack(from: Served, to: Served, at: number): Told {
  const marks: [Served, Mark][] = [
    [to, 'good'],
    [from, 'withdrawn'],
  ];
  return { kind: 'rollback', to, at, outcome: 'deployed', live: to, marks };
}

function reverted(to: Served, live: Served | null, at: number): Told {
  return { to, at, outcome: 'reverted', live, marks: [[to, 'bad']] };
}

function frozen(to: Served, at: number): Told {
  return { to, at, outcome: 'frozen', live: to };
}

describe('metrics of nothing', () => {
  it.each([
    ['an empty ledger', []],
    ['a ledger of refusals', [{ to: a, at: START, outcome: 'refused', live: null }]],
    ['a deployment under way', [{ to: a, at: START, outcome: null, live: null }]],
    ['a rollback alone', [{ ...rolledBack(b, a, START) }]],
  ] as [string, Told[]][])('are null and say why, never 0: %s', (_what, deployments) => {
    const { deploymentFrequency, leadTime, changeFailureRate, recoveryTime, reverts } = metrics(deployments);
    const all = [deploymentFrequency, leadTime, changeFailureRate, recoveryTime];
    for (const metric of [...all, reverts.detect, reverts.decide, reverts.act]) {
      expect(metric).toMatchObject({ value: null, missing: expect.any(String), samples: 0 });
    }
    expect(deploymentFrequency.perWeek).toBeNull();
  });
});

describe('deployment frequency', () => {
  it('counts the deployments that users reached, those that failed too, over the time since the ledger began', () => {
    const { deploymentFrequency } = metrics([
      deployed(a, START),
      deployed(b, START + DAY),
      reverted(c, b, START + 2 * DAY),
      { ...reverted(d, b, START + 3 * DAY), switches: false },
      { to: d, at: START + 4 * DAY, outcome: 'refused', live: b },
      rolledBack(b, a, START + 5 * DAY),
    ]);
    expect(deploymentFrequency).toMatchObject({ samples: 3, missing: null, unit: 'deployments/day' });
    expect(deploymentFrequency.value).toBeCloseTo(0.3);
    expect(deploymentFrequency.perWeek).toBeCloseTo(2.1);
  });

  it('makes no rate a day from hours, and none a week from days', () => {
    const { deploymentFrequency } = metrics([deployed(a, START)], { days: 0.9 });
    expect(deploymentFrequency).toMatchObject({ value: null, perWeek: null, samples: 1 });
    expect(deploymentFrequency.missing).toMatch(/less than a day/);
    expect(metrics([deployed(a, START)], { days: 6.9 }).deploymentFrequency).toMatchObject({
      value: 1 / 6.9,
      perWeek: null,
    });
  });
});

describe('lead time for changes', () => {
  it('is from the commit to the end of its first deployment, the median and the worst of them', () => {
    const { leadTime } = metrics(
      [deployed(a, START + HOUR), deployed(b, START + 2 * HOUR), deployed(c, START + 3 * HOUR)],
      { commits: { a: START, b: START + 2 * HOUR - 10_000, c: START - DAY } },
    );
    const [ofA, ofB, ofC] = [HOUR + 10_000, 20_000, DAY + 3 * HOUR + 10_000];
    expect(leadTime).toMatchObject({ value: ofA, worst: ofC, samples: 3, unknown: 0, unit: 'ms' });
    expect(ofB).toBeLessThan(ofA);
  });

  it('counts a commit of unknown time, and one made after its deployment, as unknown', () => {
    const { leadTime } = metrics(
      [deployed(a, START), deployed(b, START + HOUR), deployed(c, START + 2 * HOUR)],
      {
        commits: { a: START, c: START + DAY },
      },
    );
    expect(leadTime).toMatchObject({ value: 10_000, samples: 1, unknown: 2 });
  });

  it('is the mean of the two in the middle where their number is even', () => {
    const { leadTime } = metrics([deployed(a, START), deployed(b, START + HOUR)], {
      commits: { a: START, b: START },
    });
    expect(leadTime.value).toBe((10_000 + HOUR + 10_000) / 2);
  });

  it('counts a release once, though it is deployed again with another configuration or gone back to', () => {
    const again = servedRelease('a', 'other');
    const { leadTime } = metrics(
      [
        deployed(a, START),
        deployed(again, START + DAY),
        deployed(b, START + 2 * DAY),
        rolledBack(b, a, START + 3 * DAY),
      ],
      { commits: { a: START } },
    );
    expect(leadTime).toMatchObject({ value: 10_000, samples: 1, unknown: 1 });
  });

  it('counts no release that only a rollback brought back', () => {
    const { leadTime } = metrics(
      [deployed(b, START), reverted(a, b, START + HOUR), rolledBack(b, a, START + DAY)],
      { commits: { a: START, b: START } },
    );
    expect(leadTime).toMatchObject({ value: 10_000, samples: 1, unknown: 0 });
  });

  it('takes a release that was reverted first by the deployment that held', () => {
    const { leadTime } = metrics(
      [deployed(b, START), reverted(a, b, START + HOUR), deployed(a, START + DAY)],
      {
        commits: { a: START },
      },
    );
    expect(leadTime).toMatchObject({ value: DAY + 10_000, samples: 1 });
  });
});

describe('change failure rate', () => {
  it('counts what was reverted, frozen, or rolled back from later, of all that users reached', () => {
    const { changeFailureRate } = metrics([
      deployed(a, START),
      reverted(b, a, START + HOUR),
      frozen(c, START + 2 * HOUR),
      deployed(d, START + 3 * HOUR),
      rolledBack(d, a, START + 4 * HOUR),
    ]);
    expect(changeFailureRate).toMatchObject({ value: 3 / 4, samples: 4, unit: 'share' });
    expect(changeFailureRate).toMatchObject({ reverted: 1, frozen: 1, withdrawn: 1 });
  });

  it('counts a failure once: what froze and was then rolled back from', () => {
    const { changeFailureRate } = metrics([
      deployed(a, START),
      frozen(b, START + HOUR),
      rolledBack(b, a, START + 2 * HOUR),
    ]);
    expect(changeFailureRate).toMatchObject({ value: 1 / 2, frozen: 1, withdrawn: 0 });
  });

  it('blames the last deployment of a release for its withdrawal, not the ones before', () => {
    const { changeFailureRate, recoveryTime } = metrics([
      deployed(a, START),
      deployed(b, START + HOUR),
      deployed(servedRelease('b', 'other'), START + 2 * HOUR),
      rolledBack(b, a, START + 3 * HOUR),
    ]);
    expect(changeFailureRate).toMatchObject({ value: 1 / 3, withdrawn: 1 });
    expect(recoveryTime.failures.map(({ deployment }) => deployment)).toEqual(['d3']);
  });

  it('leaves out what failed before any user reached it, and is 0 where all went well', () => {
    const unseen = { ...reverted(b, a, START + HOUR), switches: false };
    expect(metrics([deployed(a, START), unseen]).changeFailureRate).toMatchObject({ value: 0, samples: 1 });
  });
});

describe('failed deployment recovery time', () => {
  it('is what the host measured, from the switch to the release before serving again', () => {
    const timings = { detectMs: 4000, decideMs: 1, actMs: 20 };
    const { recoveryTime } = metrics([deployed(a, START), { ...reverted(b, a, START + HOUR), timings }]);
    expect(recoveryTime).toMatchObject({ value: 4021, worst: 4021, samples: 1, open: 0, unit: 'ms' });
  });

  it('is from the switch to the end where the host was interrupted in measuring', () => {
    const { recoveryTime } = metrics([deployed(a, START), reverted(b, a, START + HOUR)]);
    expect(recoveryTime.value).toBe(9000);
  });

  it('of a frozen deployment ends with the switch to a release that holds', () => {
    const { recoveryTime } = metrics([
      frozen(a, START),
      frozen(b, START + HOUR),
      deployed(c, START + 2 * HOUR),
    ]);
    expect(recoveryTime.failures.map(({ recoveryMs }) => recoveryMs)).toEqual([2 * HOUR, HOUR]);
  });

  it('of a frozen deployment ends where the next one is reverted to a good release', () => {
    const { recoveryTime } = metrics([
      deployed(a, START),
      frozen(b, START + HOUR),
      reverted(c, a, START + 2 * HOUR),
    ]);
    expect(recoveryTime.failures).toMatchObject([
      { kind: 'frozen', recoveryMs: HOUR + 9000 },
      { kind: 'reverted', recoveryMs: 9000 },
    ]);
  });

  it('is not there, and counted as open, while what froze serves: though it was good with a configuration before', () => {
    const again = { ...frozen(a, START + HOUR), marks: [] };
    const { recoveryTime } = metrics([deployed(a, START), again]);
    expect(recoveryTime).toMatchObject({ value: null, samples: 0, open: 1, missing: expect.any(String) });
  });

  it('of a deployment that ended well is from its end to the switch of the rollback', () => {
    const { recoveryTime } = metrics([
      deployed(a, START),
      deployed(b, START + HOUR),
      rolledBack(b, a, START + 3 * HOUR),
    ]);
    expect(recoveryTime.failures).toMatchObject([{ deployment: 'd2', kind: 'withdrawn' }]);
    expect(recoveryTime.value).toBe(2 * HOUR - 10_000 + 1000);
  });

  it('is not told by a clock that was set back', () => {
    const early = { ...reverted(b, a, START + HOUR), tookMs: -HOUR };
    expect(metrics([deployed(a, START), early]).recoveryTime).toMatchObject({ value: null, open: 1 });
  });
});

describe('the times of reverts', () => {
  it('are there for each, with their medians and worst, and without the ones that were not timed', () => {
    const timed = (at: number, factor: number) => ({
      ...reverted(b, a, at),
      timings: { detectMs: 100 * factor, decideMs: 10 * factor, actMs: factor },
    });
    const { reverts } = metrics([
      deployed(a, START),
      timed(START + HOUR, 1),
      timed(START + 2 * HOUR, 9),
      { ...timed(START + 3 * HOUR, 2), kind: 'rollback' },
      { ...reverted(c, a, START + 4 * HOUR), switches: false },
    ]);
    expect(reverts.detect).toMatchObject({ value: 200, worst: 900, samples: 3 });
    expect(reverts.decide).toMatchObject({ value: 20, worst: 90, samples: 3 });
    expect(reverts.act).toMatchObject({ value: 2, worst: 9, samples: 3 });
    expect(reverts.each.map(({ deployment, detectMs }) => [deployment, detectMs])).toEqual([
      ['d2', 100],
      ['d3', 900],
      ['d4', 200],
      ['d5', null],
    ]);
  });
});

describe('the window', () => {
  it('is the last 90 days at most: what ended before is left out of every number, and counted', () => {
    const found = metrics(
      [
        deployed(a, START),
        reverted(b, a, START + DAY),
        deployed(c, START + 60 * DAY),
        deployed(d, START + 99 * DAY),
      ],
      { days: 100, commits: { a: START, c: START + 60 * DAY } },
    );
    expect(found.window).toMatchObject({ days: 90, from: '2026-01-11T00:00:00.000Z' });
    expect(found.leftOut).toBe(2);
    expect(found.deploymentFrequency.samples).toBe(2);
    expect(found.changeFailureRate.value).toBe(0);
    expect(found.leadTime).toMatchObject({ samples: 1, unknown: 1 });
    expect(found.reverts.each).toEqual([]);
  });

  it('begins with the ledger where that is younger', () => {
    expect(metrics([deployed(a, START)], { days: 3 }).window).toEqual({
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-04T00:00:00.000Z',
      days: 3,
    });
  });

  it('sees a failure in it by what came later, and knows from before it what was good', () => {
    const found = metrics(
      [deployed(a, START), frozen(b, START + 98 * DAY), reverted(c, a, START + 99 * DAY)],
      {
        days: 100,
      },
    );
    expect(found.recoveryTime).toMatchObject({ samples: 2, open: 0 });
  });

  it('holds what a host wrote whose clock is ahead', () => {
    const { changeFailureRate, window } = metrics([deployed(a, START), deployed(b, START + DAY)], {
      days: 1,
    });
    expect(changeFailureRate.samples).toBe(2);
    expect(window.to).toBe('2026-01-02T00:00:10.000Z');
  });
});

describe('metrics of any history', () => {
  it('have no value without samples, no failure rate over 1, and no negative time', () => {
    const told = fc.record({
      kind: fc.constantFrom('deploy' as const, 'rollback' as const),
      to: fc.constantFrom(a, b, c),
      live: fc.constantFrom(a, b, c, null),
      hours: fc.integer({ min: 1, max: 200 }),
      tookMs: fc.integer({ min: -HOUR, max: HOUR }),
      outcome: fc.constantFrom<Outcome>('deployed', 'reverted', 'refused', 'frozen'),
      marks: fc.array(fc.tuple(fc.constantFrom(a, b, c), fc.constantFrom<Mark>('good', 'bad', 'withdrawn'))),
    });
    fc.assert(
      fc.property(fc.array(told, { maxLength: 15 }), (deployments) => {
        let at = START;
        const placed = deployments.map(({ hours, ...rest }) => ({ ...rest, at: (at += hours * HOUR) }));
        const found = metrics(placed, { days: 120, commits: { a: START, b: START + DAY } });
        const { deploymentFrequency, leadTime, changeFailureRate, recoveryTime, reverts } = found;
        for (const metric of [deploymentFrequency, leadTime, changeFailureRate, recoveryTime, reverts.act]) {
          expect(metric.value === null).toBe(metric.samples === 0);
          expect(metric.missing === null).toBe(metric.samples > 0);
          expect(metric.value ?? 0).toBeGreaterThanOrEqual(0);
        }
        expect(changeFailureRate.value ?? 0).toBeLessThanOrEqual(1);
        expect(recoveryTime.samples + recoveryTime.open).toBe(recoveryTime.failures.length);
        const { reverted: inTime, frozen: stuck, withdrawn } = changeFailureRate;
        expect(inTime + stuck + withdrawn).toBe(recoveryTime.failures.length);
      }),
    );
  });
});
