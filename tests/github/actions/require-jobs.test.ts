import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { StepEnding } from '../../../actions/src/prove/run-step.ts';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import { openGitHub, type FakeGitHub } from '../server/open-github.ts';
import { stepOn } from './step.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
let github: FakeGitHub;
let commit: string;

beforeAll(async () => {
  github = await openGitHub();
  commit = github.addCommit({ branch: 'main' });
});

afterAll(() => github.close());

async function requireJobs(
  results: Readonly<Record<string, string>> | string,
  more: Readonly<Record<string, string>> = {},
): Promise<StepEnding> {
  const needs =
    typeof results === 'string'
      ? results
      : JSON.stringify(
          Object.fromEntries(
            Object.entries(results).map(([name, result]) => [name, { result, outputs: {} }]),
          ),
        );
  const workspace = await temporaryFolder();
  return stepOn({ action: 'require-jobs', github, workspace, commit, inputs: { needs, ...more } });
}

describe('the whole run', () => {
  it.each<[string, Record<string, string>, string, string, number]>([
    ['all went well', { a: 'success', b: 'success' }, '', 'done', 0],
    ['one that may was skipped', { a: 'success', b: 'skipped' }, 'b', 'done', 0],
    ['one that may not was skipped', { a: 'success', b: 'skipped' }, '', 'job-skipped', 3],
    ['one that may be skipped failed', { a: 'success', b: 'failure' }, 'b', 'job-failed', 3],
    ['one was cancelled', { a: 'cancelled' }, '', 'job-failed', 3],
    ['there was none', {}, '', 'nothing-examined', 3],
    ['a name is mistyped', { deploy: 'success' }, 'deploi', 'inputs-invalid', 3],
  ])('where %s, is judged so', async (_what, results, maySkip, reasonCode, exitCode) => {
    const ending = await requireJobs(results, { 'may-skip': maySkip });
    expect([ending.exitCode, ending.outputs['reason-code']]).toEqual([exitCode, reasonCode]);
  });

  it.each(['', 'null', '[]', '{"a":{}}', '{"a":{"result":"neutral"}}'])(
    'is not judged from what is no needs: %j',
    async (needs) => {
      const ending = await requireJobs(needs);
      expect([ending.exitCode === 0, ending.outputs['reason-code']]).toEqual([false, 'inputs-invalid']);
    },
  );
});

describe('a commit status', () => {
  it.each([
    ['success', 'success'],
    ['failure', 'failure'],
  ])('says what a run of %s comes to', async (result, state) => {
    const token = github.tokenFor({ permissions: { statuses: 'write' } });
    const head = github.addCommit({ parents: [commit], files: { [result]: '1' } });
    await requireJobs({ a: result }, { token, 'status-commit': head });
    const told = github.state.commitStatuses.filter(({ sha }) => sha === head);
    expect(told).toMatchObject([{ state, context: 'ci-ok' }]);
  });

  it.each([502, 'answer-lost'] as const)('is posted although GitHub was out of order: %s', async (kind) => {
    const token = github.tokenFor({ permissions: { statuses: 'write' } });
    const head = github.addCommit({ parents: [commit], files: { [String(kind)]: '1' } });
    github.outage({ kind, times: 1, match: /POST .*statuses/ });
    const ending = await requireJobs({ a: 'success' }, { token, 'status-commit': head });
    expect(ending.exitCode).toBe(0);
    const told = github.state.commitStatuses.filter(({ sha }) => sha === head);
    expect(told.at(-1)).toMatchObject({ state: 'success', context: 'ci-ok' });
  });

  it('that can’t be posted makes the step red, however well the jobs went', async () => {
    const token = github.tokenFor({ permissions: { contents: 'read' } });
    const ending = await requireJobs({ a: 'success' }, { token, 'status-commit': commit });
    expect([ending.exitCode, ending.outputs['reason-code']]).toEqual([3, 'github-refused']);
  });
});
