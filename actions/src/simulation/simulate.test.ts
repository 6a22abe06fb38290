import { describe, expect, it } from '@jest/globals';
import { runCampaign } from './campaign.ts';
import { INVARIANTS } from './invariants.ts';
import { reportOf } from './report.ts';
import { runSchedule } from './run-schedule.ts';
import { generateSchedule } from './schedule/generate.ts';
import type { Schedule } from './schedule/schedule.ts';
import { shrink } from './shrink.ts';
import { PLANTED_BUGS } from './testing/planted-bugs.ts';
import type { PlantedBug } from './testing/planting.ts';

const SEED = 7;
/** What CI runs: each planted bug must be found within them. */
const CI = { seed: SEED, schedules: 10_000 };
const A_MINUTE = 60_000;

const ONE_DEPLOYMENT: Schedule = {
  seed: 'one deployment',
  hosts: 1,
  releases: [{ behaviour: 'good', workers: 2, migrations: 1, contract: 'unaware', hasMetrics: true }],
  commands: [
    {
      id: 0,
      host: 0,
      kind: 'deploy',
      release: 0,
      configuration: 0,
      confirmation: 'given',
      lock: 'refuse',
      withTheLast: undefined,
    },
  ],
  faults: [],
};

describe('a simulated schedule', () => {
  it('deploys a good release from end to end', async () => {
    const { violation, trace } = await runSchedule(ONE_DEPLOYMENT, { isTraced: true });
    expect(violation).toBeUndefined();
    expect(trace.join('\n')).toMatch(/c0 ends: deployed .*\n(?:.*\n)*.*c0-again1 ends: unchanged/);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(generateSchedule(SEED, 3)).toEqual(generateSchedule(SEED, 3));
    expect(generateSchedule(SEED, 3)).not.toEqual(generateSchedule(SEED + 1, 3));
  });

  it.each([1, 8, 23])('gives the identical trace when it is run again (%i)', async (index) => {
    const schedule = generateSchedule(SEED, index);
    const [first, again] = [
      await runSchedule(schedule, { isTraced: true }),
      await runSchedule(schedule, { isTraced: true }),
    ];
    expect(first.trace.length).toBeGreaterThan(30);
    expect(again.trace).toEqual(first.trace);
  });

  it('reads no clock but its own', async () => {
    const began = performance.now();
    const { trace } = await runSchedule(
      { ...ONE_DEPLOYMENT, faults: [{ kind: 'pause', forMs: 600_000, command: 0, operation: 20 }] },
      { isTraced: true },
    );
    expect(Number(trace.at(-1)?.split(' ')[0])).toBeGreaterThan(600_000);
    expect(performance.now() - began).toBeLessThan(A_MINUTE);
  });
});

describe('the product in the simulated world', () => {
  it(
    'keeps every invariant under a few hundred schedules',
    async () => {
      const campaign = await runCampaign({ seed: SEED, schedules: 300 });
      expect(campaign.failures.map((failure) => reportOf({ ...campaign, failures: [failure] }, 1))).toEqual(
        [],
      );
      expect(Object.keys(campaign.faults)).toHaveLength(9);
    },
    3 * A_MINUTE,
  );
});

describe('a planted bug', () => {
  it.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))(
    'is found: %s',
    async (_, { spoil, invariants }) => {
      const campaign = await runCampaign(CI, { spoil, stopsAtFirst: true, shrinks: false });
      expect(invariants).toContain(campaign.failures[0]?.violation.invariant);
    },
    5 * A_MINUTE,
  );

  it('names invariants that there are', () => {
    const known = INVARIANTS.map(({ name }) => name);
    expect(
      PLANTED_BUGS.flatMap(({ invariants }) => invariants).filter((name) => !known.includes(name)),
    ).toEqual([]);
    expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
  });

  it(
    'is shown by its shortest schedule, which breaks the same invariant and has no part to spare',
    async () => {
      const { spoil } = plantedBug('a journal that is not synced');
      const campaign = await runCampaign(CI, { spoil, stopsAtFirst: true, shrinks: false });
      const [failure] = campaign.failures;
      const long = generateSchedule(SEED, failure?.index ?? 0);
      const short = await shrink(long, { invariant: 'a-written-line-stays', spoil });
      expect(sizeOf(short)).toBeLessThan(sizeOf(long));
      expect(short.faults.map(({ kind }) => kind)).toEqual(['power-cut']);
      expect((await runSchedule(short, { spoil })).violation?.invariant).toBe('a-written-line-stays');
      expect((await runSchedule(short)).violation).toBeUndefined();
    },
    3 * A_MINUTE,
  );
});

describe('the report of a campaign', () => {
  it('tells the seed, the invariant, the schedule and what happens in it, and last the numbers', async () => {
    const { spoil } = plantedBug('a switch in two steps');
    const campaign = await runCampaign({ seed: SEED, schedules: 60 }, { spoil });
    const text = reportOf(campaign, 2);
    expect(text).toContain('Invariant one-release-serves-at-every-moment does not hold');
    expect(text).toContain(`first with seed ${SEED}, schedule ${campaign.failures[0]?.index ?? ''}`);
    expect(text).toContain(JSON.stringify(campaign.failures[0]?.shortest));
    expect(text).toMatch(/unlink \/srv\/host\d\/run\/current\.sock\n.*$/m);
    expect(text.split('\n').at(-1)).toMatch(
      /^seed 7: 60 schedules in 2\.0 s \(30\/s\), \d+ operations, faults: .*; \d+ failed$/,
    );
  });
});

function plantedBug(name: string): PlantedBug {
  const found = PLANTED_BUGS.find((bug) => bug.name === name);
  if (found === undefined) throw new Error(`There is no planted bug “${name}”.`);
  return found;
}

function sizeOf({ commands, faults }: Schedule): number {
  return commands.length + faults.length;
}
