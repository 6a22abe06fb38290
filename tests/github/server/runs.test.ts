import { describe, expect, jest, test } from '@jest/globals';
import { askWith, type Ask } from './ask.ts';
import type { FakeGitHub } from './open-github.ts';
import { openedGitHubs } from './opened.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();
const PATH = '.github/workflows/rollback.yml';

async function arrange(): Promise<{ github: FakeGitHub; ask: Ask; sha: string }> {
  const github = await open();
  const sha = github.addCommit({ branch: 'main' });
  const inputs = { environment: { required: true, options: ['staging', 'production'] }, release: {} };
  github.addWorkflow({ name: 'rollback', path: PATH, dispatch: { inputs } });
  github.addWorkflow({ name: 'pipeline', path: '.github/workflows/pipeline.yml', dispatch: null });
  return { github, sha, ask: askWith(github, github.tokenFor({ permissions: { actions: 'write' } })) };
}

describe('a dispatch', () => {
  const DISPATCH = 'POST /actions/workflows/rollback.yml/dispatches';
  const right = { ref: 'main', inputs: { environment: 'staging' } };

  test('starts a run, and tells its number when asked', async () => {
    const { github, ask, sha } = await arrange();
    expect((await ask(DISPATCH, right)).status).toBe(204);
    const { status, content } = await ask(DISPATCH, { ...right, return_run_details: true });
    const run = github.state.runs[1];
    expect([status, run?.head_sha, run?.event]).toEqual([200, sha, 'workflow_dispatch']);
    expect(content).toMatchObject({ workflow_run_id: run?.id });
  });

  test('starts a workflow even from a job’s own token', async () => {
    const { github, ask } = await arrange();
    await ask(DISPATCH, right);
    expect(github.events).toMatchObject([
      { event: 'workflow_dispatch', startsWorkflows: true, payload: { inputs: { environment: 'staging' } } },
    ]);
  });

  test('is refused with wrong inputs, an unknown ref, or where the workflow has no such trigger', async () => {
    const { ask } = await arrange();
    const answers = [
      await ask(DISPATCH, { ref: 'nowhere', inputs: { environment: 'staging' } }),
      await ask(DISPATCH, { ref: 'main' }),
      await ask(DISPATCH, { ref: 'main', inputs: { environment: 'prod' } }),
      await ask(DISPATCH, { ref: 'main', inputs: { environment: 'staging', extra: '1' } }),
      await ask('POST /actions/workflows/pipeline.yml/dispatches', { ref: 'main' }),
      await ask('POST /actions/workflows/other.yml/dispatches', { ref: 'main' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 404]);
  });
});

describe('a re-run', () => {
  test('keeps commit and first actor, and counts the attempt', async () => {
    const { github, ask, sha } = await arrange();
    const run = github.startRun({ workflow: PATH, event: 'push', sha, branch: 'main', actor: 'ann' });
    const path = `POST /actions/runs/${run.id}/rerun`;
    expect((await ask(path)).status).toBe(403);
    github.progressRun(run, { status: 'completed', conclusion: 'failure' });
    expect((await ask(path)).status).toBe(201);
    expect((await ask(`GET /actions/runs/${run.id}`)).content).toMatchObject({
      run_attempt: 2,
      head_sha: sha,
      status: 'queued',
      conclusion: null,
      actor: { login: 'ann' },
      triggering_actor: { login: 'github-actions[bot]' },
    });
  });

  test('is refused after thirty days, and of failed jobs where none failed', async () => {
    const { github, ask, sha } = await arrange();
    const run = github.startRun({ workflow: PATH, event: 'push', sha, actor: 'ann' });
    github.progressRun(run, { status: 'completed', conclusion: 'success' });
    expect((await ask(`POST /actions/runs/${run.id}/rerun-failed-jobs`)).status).toBe(403);
    github.advance(31 * 86_400_000);
    expect((await ask(`POST /actions/runs/${run.id}/rerun`)).status).toBe(403);
  });
});

test('jobs are those of the latest attempt unless all are asked for', async () => {
  const { github, ask, sha } = await arrange();
  const run = github.startRun({ workflow: PATH, event: 'push', sha, actor: 'ann' });
  github.progressJob(github.addJob(run, 'one'), { status: 'completed', conclusion: 'failure' });
  github.progressRun(run, { status: 'completed', conclusion: 'failure' });
  await ask(`POST /actions/runs/${run.id}/rerun`);
  github.addJob(run, 'one');
  const counts = await Promise.all(
    [
      `/actions/runs/${run.id}/jobs`,
      `/actions/runs/${run.id}/jobs?filter=all`,
      `/actions/runs/${run.id}/attempts/1/jobs`,
    ].map(async (path) => ((await ask(`GET ${path}`)).content as { total_count: number }).total_count),
  );
  expect(counts).toEqual([1, 2, 1]);
});

test('runs are listed newest first, by status or conclusion, commit, event and workflow', async () => {
  const { github, ask, sha } = await arrange();
  const one = github.startRun({ workflow: PATH, event: 'push', sha, branch: 'main', actor: 'ann' });
  const two = github.startRun({
    workflow: '.github/workflows/pipeline.yml',
    event: 'schedule',
    sha,
    branch: 'main',
    actor: 'olaf',
  });
  github.progressRun(one, { status: 'completed', conclusion: 'cancelled' });
  const ids = async (query: string): Promise<number[]> => {
    const { content } = await ask(`GET /actions/${query}`);
    return (content as { workflow_runs: { id: number }[] }).workflow_runs.map(({ id }) => id);
  };
  expect(await ids('runs')).toEqual([two.id, one.id]);
  expect(await ids('runs?status=cancelled')).toEqual([one.id]);
  expect(await ids('runs?status=queued&event=schedule')).toEqual([two.id]);
  expect(await ids(`runs?head_sha=${'0'.repeat(40)}`)).toEqual([]);
  expect(await ids('workflows/rollback.yml/runs')).toEqual([one.id]);
});

test('cancelling ends what waits for a review', async () => {
  const { github, ask, sha } = await arrange();
  const run = github.startRun({ workflow: PATH, event: 'push', sha, actor: 'ann' });
  expect((await ask(`POST /actions/runs/${run.id}/cancel`)).status).toBe(202);
  expect(github.events.at(-1)).toMatchObject({ event: 'cancel', payload: { workflow_run: { id: run.id } } });
  github.progressRun(run, { status: 'completed', conclusion: 'cancelled' });
  expect((await ask(`POST /actions/runs/${run.id}/cancel`)).status).toBe(409);
});
