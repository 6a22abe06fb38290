import { describe, expect, jest, test } from '@jest/globals';
import { askWith, type Ask } from './ask.ts';
import type { Entry } from './enter-environment.ts';
import type { FakeGitHub } from './open-github.ts';
import { openedGitHubs } from './opened.ts';
import type { Run } from './things.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();

interface Scene {
  readonly github: FakeGitHub;
  readonly run: Run;
  readonly entry: Entry;
  /** The environment’s number. */
  readonly id: number;
  readonly as: (actor: string) => Ask;
}

/** A run by ann waits for olaf or gus. */
async function arrange(rules: { prevent_self_review?: boolean; deployment?: boolean } = {}): Promise<Scene> {
  const github = await open();
  const as = (actor: string): Ask => askWith(github, github.tokenFor({ kind: 'person', actor }));
  const reviewers = ['olaf', 'gus', 'ann'].map((login) => ({
    type: 'User',
    id: github.state.users.get(login)?.id,
  }));
  const { deployment = false, ...wish } = rules;
  const { content } = await as('olaf')('PUT /environments/production', { reviewers, ...wish });
  const sha = github.addCommit({ branch: 'main' });
  const run = github.startRun({
    workflow: '.github/workflows/pipeline.yml',
    event: 'push',
    sha,
    actor: 'ann',
  });
  const entry = github.enterEnvironment({
    run,
    environment: 'production',
    ref: 'refs/heads/main',
    deployment,
  });
  return { github, run, entry, id: (content as { id: number }).id, as };
}

function review(id: number, state: 'approved' | 'rejected' = 'approved'): object {
  return { environment_ids: [id], state, comment: 'Looked at it' };
}

describe('a job that comes to reviewers', () => {
  test('waits, and the run is listed as waiting', async () => {
    const { run, entry, as } = await arrange();
    expect(entry.state).toBe('waiting');
    const { content } = await as('gus')('GET /actions/runs?status=waiting');
    expect(content).toMatchObject({ total_count: 1, workflow_runs: [{ id: run.id, status: 'waiting' }] });
  });

  test('goes on after one approval, which is kept', async () => {
    const { run, entry, id, as } = await arrange();
    const path = `/actions/runs/${run.id}/pending_deployments`;
    expect((await as('gus')(`GET ${path}`)).content).toMatchObject([
      { environment: { id, name: 'production' }, current_user_can_approve: true },
    ]);
    expect((await as('gus')(`POST ${path}`, review(id))).status).toBe(200);
    expect(await entry.settled).toBe(true);
    expect(run.status).not.toBe('waiting');
    expect((await as('gus')(`GET /actions/runs/${run.id}/approvals`)).content).toMatchObject([
      {
        state: 'approved',
        user: { login: 'gus' },
        environments: [{ name: 'production' }],
        comment: 'Looked at it',
      },
    ]);
    expect((await as('olaf')(`POST ${path}`, review(id))).status).toBe(422);
  });

  test('fails after a rejection', async () => {
    const { run, entry, id, as } = await arrange();
    await as('gus')(`POST /actions/runs/${run.id}/pending_deployments`, review(id, 'rejected'));
    expect(await entry.settled).toBe(false);
  });

  test('is not let on by who is no reviewer, nor by a job’s token', async () => {
    const { github, run, id, as } = await arrange();
    github.addPerson('max', 'admin');
    const path = `/actions/runs/${run.id}/pending_deployments`;
    const job = askWith(github, github.tokenFor({ permissions: { deployments: 'write', actions: 'read' } }));
    expect((await as('max')(`POST ${path}`, review(id))).status).toBe(422);
    expect((await job(`POST ${path}`, review(id))).status).toBe(403);
    expect((await job(`GET ${path}`)).content).toMatchObject([{ current_user_can_approve: false }]);
    expect(run.pending).toHaveLength(1);
  });

  test.each([
    [true, 422],
    [false, 200],
  ])('where self-review is prevented: %s, answers its own starter %d', async (prevented, status) => {
    const { run, id, as } = await arrange({ prevent_self_review: prevented });
    expect((await as('ann')(`POST /actions/runs/${run.id}/pending_deployments`, review(id))).status).toBe(
      status,
    );
  });

  test('fails when nobody looks for thirty days', async () => {
    const { github, entry } = await arrange();
    github.advance(31 * 86_400_000);
    expect(await entry.settled).toBe(false);
  });

  test('is let through by an administrator, unless that is forbidden', async () => {
    const { github, run, entry } = await arrange();
    const environment = github.state.environments.get('production')!;
    environment.canAdminsBypass = false;
    expect(() => {
      github.bypass({ run, environment: 'production', by: 'olaf' });
    }).toThrow('pass');
    environment.canAdminsBypass = true;
    expect(() => {
      github.bypass({ run, environment: 'production', by: 'ann' });
    }).toThrow('pass');
    github.bypass({ run, environment: 'production', by: 'olaf' });
    expect(await entry.settled).toBe(true);
    expect(run.approvals).toEqual([]);
  });
});

describe('what GitHub records by itself', () => {
  test('is a deployment with the job’s conclusion', async () => {
    const { github, run, entry, id, as } = await arrange({ deployment: true });
    const answer = await as('olaf')(`POST /actions/runs/${run.id}/pending_deployments`, review(id));
    expect(answer.content).toMatchObject([{ id: entry.deployment, environment: 'production' }]);
    entry.finish('success', 'https://shop.example');
    const [deployment] = github.state.deployments;
    expect(deployment?.statuses.map(({ state }) => state)).toEqual(['waiting', 'success']);
  });

  test('is nothing with `deployment: false`', async () => {
    const { github, entry } = await arrange();
    entry.finish('success');
    expect([entry.deployment, github.state.deployments]).toEqual([null, []]);
  });

  test('is an unprotected environment where its name is new', async () => {
    const { github, run } = await arrange();
    const entry = github.enterEnvironment({ run, environment: 'prodcution', ref: 'refs/heads/main' });
    expect(entry.state).toBe('admitted');
    expect(github.state.environments.has('prodcution')).toBe(true);
  });
});

test('a wait timer lets the job on when it is over', async () => {
  const github = await open();
  const ask = askWith(github, github.tokenFor({ kind: 'person', actor: 'olaf' }));
  await ask('PUT /environments/slow', { wait_timer: 10 });
  const sha = github.addCommit({ branch: 'main' });
  const run = github.startRun({ workflow: 'x.yml', event: 'push', sha, actor: 'ann' });
  const entry = github.enterEnvironment({ run, environment: 'slow', ref: 'refs/heads/main' });
  github.advance(9 * 60_000);
  expect(run.pending).toHaveLength(1);
  github.advance(61_000);
  expect(await entry.settled).toBe(true);
});
