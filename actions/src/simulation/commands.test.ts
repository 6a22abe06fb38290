import { describe, expect, it } from '@jest/globals';
import { runSchedule, type RunReport } from './run-schedule.ts';
import type { Command, Fault, ReleasePlan } from './schedule/schedule.ts';

/** What is asked of a host beside deployments, each in a schedule of its own. */

const GOOD: ReleasePlan = {
  behaviour: 'good',
  workers: 1,
  migrations: 0,
  contract: 'unaware',
  hasMetrics: false,
};
const BROKEN: ReleasePlan = { ...GOOD, behaviour: 'crashes-at-boot' };
const TOLERANT: ReleasePlan = { ...GOOD, contract: 'tolerates' };
const CARRIER: ReleasePlan = { ...GOOD, contract: 'carries' };

async function play(
  releases: readonly ReleasePlan[],
  asked: readonly (readonly [kind: Command['kind'], release: number])[],
  faults: readonly Fault[] = [],
): Promise<RunReport> {
  const commands = asked.map(([kind, release], id): Command => ({
    id,
    host: 0,
    kind,
    release,
    configuration: 0,
    confirmation: 'given',
    lock: 'refuse',
    withTheLast: undefined,
  }));
  return runSchedule({ seed: 'commands', hosts: 1, releases, commands, faults }, { isTraced: true });
}

/** How each command ended, in order; not those that are given again at the end. */
function endsIn({ trace }: RunReport): string[] {
  return trace.flatMap((line) => /^\S+ host0 c\d (?:ends|fails): (.*)$/.exec(line)?.[1] ?? []);
}

describe('a command in the simulated world', () => {
  it('stops everything, and the next deployment starts what was recorded', async () => {
    const report = await play(
      [GOOD],
      [
        ['deploy', 0],
        ['stop', 0],
        ['deploy', 0],
      ],
    );
    expect(report.violation).toBeUndefined();
    expect(endsIn(report).map((end) => end.split(' ')[0])).toEqual(['deployed', 'stopped', 'unchanged']);
  });

  it('clears a bad mark, and only then is the release taken again', async () => {
    const report = await play(
      [GOOD, BROKEN],
      [
        ['deploy', 0],
        ['deploy', 1],
        ['deploy', 1],
        ['clear', 1],
        ['deploy', 1],
      ],
    );
    expect(report.violation).toBeUndefined();
    expect(endsIn(report)).toEqual([
      expect.stringContaining('deployed'),
      expect.stringContaining('reverted (not-ready)'),
      expect.stringContaining('refused (release-bad)'),
      'cleared',
      expect.stringContaining('reverted (not-ready)'),
    ]);
  });

  it('brings a migration that takes something away by itself, and keeps away what can’t bear it', async () => {
    const report = await play(
      [GOOD, TOLERANT, CARRIER],
      [
        ['deploy', 0],
        ['deploy', 2],
        ['deploy', 1],
        ['deploy', 2],
        ['deploy', 0],
        ['restore', 0],
        ['deploy', 0],
      ],
    );
    expect(report.violation).toBeUndefined();
    expect(endsIn(report)).toEqual([
      expect.stringContaining('deployed'),
      expect.stringContaining('refused (contract-mixed)'),
      expect.stringContaining('deployed'),
      expect.stringContaining('deployed'),
      expect.stringContaining('refused (revert-floor)'),
      'restored',
      expect.stringContaining('deployed'),
    ]);
  });

  it('goes back and forth in a rehearsal, and tells what can’t be gone back to', async () => {
    const failing: ReleasePlan = { ...GOOD, behaviour: 'fails-when-current' };
    const report = await play(
      [GOOD, GOOD, failing],
      [
        ['deploy', 0],
        ['deploy', 1],
        ['rehearse', 0],
        ['rehearse', 2],
      ],
    );
    expect(report.violation).toBeUndefined();
    expect(endsIn(report).slice(2)).toEqual([
      'rehearsed, nothing failed',
      expect.stringMatching(/^rehearsed, .*expected 200, found 500/),
    ]);
  });

  it.each<Command['kind']>(['clear', 'restore', 'resume', 'rehearse', 'deploy'])(
    'puts users back where a rehearsal died in the midst, whichever it is: %s',
    async (kind) => {
      const left = new Set<boolean>();
      for (let operation = 60; operation < 200; operation += 10) {
        const report = await play(
          [TOLERANT, { ...BROKEN, contract: 'carries' }, TOLERANT, TOLERANT],
          [
            ['deploy', 2],
            ['deploy', 1],
            ['rehearse', 0],
            [kind, kind === 'rehearse' ? 3 : 1],
          ],
          [{ kind: 'kill', when: 'before', command: 2, operation }],
        );
        expect(report.violation).toBeUndefined();
        left.add(report.faults.has('kill'));
      }
      expect(left).toContain(true);
    },
  );
});
