import { describe, expect, it } from '@jest/globals';
import type { WorkflowRun } from '../github/runs.ts';
import { judgeRuns } from './judge-runs.ts';

const NOW = new Date('2027-03-10T03:17:00Z');
const HOUR_MS = 3_600_000;
const COMMIT = 'c'.repeat(40);

function run(status: string, { hours = 0, conclusion = null as string | null } = {}): WorkflowRun {
  const startedAt = new Date(NOW.getTime() - hours * HOUR_MS).toISOString();
  return { id: 1, name: 'pipeline', status, conclusion, startedAt, page: 'https://github.com/run' };
}

function newest(runs: readonly WorkflowRun[], hours = 48): Parameters<typeof judgeRuns>[0]['newest'] {
  return { commit: COMMIT, at: new Date(NOW.getTime() - hours * HOUR_MS), runs };
}

const WELL = newest([run('completed', { conclusion: 'success' })]);

describe('runs', () => {
  it.each([
    ['nothing waits', { unfinished: [], newest: WELL }],
    ['a reviewer was asked yesterday', { unfinished: [run('waiting', { hours: 71 })], newest: WELL }],
    ['a machine is looked for since an hour', { unfinished: [run('queued', { hours: 1 })], newest: WELL }],
    [
      'the newest commit’s run is red',
      { unfinished: [], newest: newest([run('completed', { conclusion: 'failure' })]) },
    ],
    ['the newest commit’s run goes on', { unfinished: [], newest: newest([run('in_progress')]) }],
    ['the newest commit came just now', { unfinished: [], newest: newest([], 0.5) }],
  ])('are well when %s', (_what, facts) => {
    expect(judgeRuns(facts, NOW)).toMatchObject({ kind: 'pass', findings: [] });
  });

  it.each([
    ['run-waiting', 'a reviewer', { unfinished: [run('waiting', { hours: 73 })], newest: WELL }],
    ['run-waiting', 'a machine', { unfinished: [run('queued', { hours: 3 })], newest: WELL }],
    ['run-waiting', 'a machine', { unfinished: [run('pending', { hours: 3 })], newest: WELL }],
    ['run-dropped', 'No run', { unfinished: [], newest: newest([]) }],
    ...['cancelled', 'skipped', 'stale', 'startup_failure', 'action_required'].map(
      (conclusion) =>
        [
          'run-dropped',
          `ended as ${conclusion}`,
          { unfinished: [], newest: newest([run('completed', { conclusion }), ...WELL.runs]) },
        ] as const,
    ),
  ] as const)('are not well: %s, “%s”', (code, says, facts) => {
    const { kind, findings } = judgeRuns(facts, NOW);
    expect(kind).toBe('fail');
    expect(findings).toEqual([expect.objectContaining({ code, message: expect.stringContaining(says) })]);
  });
});
