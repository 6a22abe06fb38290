import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import { waitUntil } from '../../../actions/src/testing/wait-until.ts';
import { askWith, type Ask } from '../server/ask.ts';
import { openedGitHubs } from '../server/opened.ts';
import type { FakeGitHub } from '../server/open-github.ts';
import { githubServer } from './github-server.ts';
import type { Run } from './run.ts';
import { commitFiles } from './commit-files.ts';
import type { World } from './trigger.ts';
import { openWorld } from './world.ts';

jest.setTimeout(60_000);
const open: World[] = [];
// First, while what it looks at is still there: these are called in the order in which they are registered.
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
});
const openGitHub = openedGitHubs();
const newFolder = temporaryFolders();

const UPLOAD = 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f';
const DOWNLOAD = 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c';
const ASK = `fetch(process.env.GITHUB_API_URL + "/repos/" + process.env.GITHUB_REPOSITORY + "/deployments", { headers: { authorization: "Bearer " + process.env.TOKEN } }).then((answer) => console.log(answer.status))`;

interface Scene {
  readonly github: FakeGitHub;
  readonly world: World;
  readonly as: (actor: string) => Ask;
  readonly run: () => Promise<Run>;
}

async function arrange(workflow: string): Promise<Scene> {
  const repository = await newFolder();
  await commitFiles(repository, { '.github/workflows/ci.yml': workflow });
  const github = await openGitHub({ git: repository });
  const world = await openWorld({
    repository,
    server: githubServer(github),
    patience: { interrupt: 400, terminate: 400 },
  });
  open.push(world);
  const run = async (): Promise<Run> => {
    await waitUntil(() => world.runs.length > 0, 'a run has begun');
    return world.runs[0]!;
  };
  return { github, world, run, as: (actor) => askWith(github, github.tokenFor({ kind: 'person', actor })) };
}

describe('over the fake GitHub', () => {
  test('a dispatch by REST runs, waits for its reviewer there, and goes on with the environment’s secrets', async () => {
    const {
      github,
      run: firstRun,
      as,
    } = await arrange(`
on: { workflow_dispatch: { inputs: { place: { type: choice, options: [staging, production], required: true } } } }
jobs:
  approve:
    runs-on: ubuntu-latest
    environment: { name: '\${{ inputs.place }}', deployment: false }
    env: { KEY: '\${{ secrets.KEY }}' }
    steps: [{ run: 'echo "\${{ vars.PLACE }} \${#KEY}"' }]
`);
    const reviewers = [{ type: 'User', id: github.state.users.get('olaf')?.id }];
    const { content } = await as('olaf')('PUT /environments/production', { reviewers });
    github.setSecret('KEY', { value: 'made up', environment: 'production' });
    github.setVariable('PLACE', { value: 'here', environment: 'production' });
    const dispatch = { ref: 'main', inputs: { place: 'production' }, return_run_details: true };
    const told = await as('ann')('POST /actions/workflows/ci.yml/dispatches', dispatch);
    const { workflow_run_id: id } = told.content as { workflow_run_id: number };
    const run = await firstRun();
    await run.waitFor(({ status }) => status === 'waiting');
    expect(run.id).toBe(id);
    expect((await as('gus')('GET /actions/runs?status=waiting')).content).toMatchObject({ total_count: 1 });
    const review = {
      environment_ids: [(content as { id: number }).id],
      state: 'approved',
      comment: 'Looked at it',
    };
    expect((await as('olaf')(`POST /actions/runs/${id}/pending_deployments`, review)).status).toBe(200);
    expect((await run.settled()).job('approve').log).toEqual(['here 7']);
    expect((await as('gus')(`GET /actions/runs/${id}`)).content).toMatchObject({
      status: 'completed',
      conclusion: 'success',
    });
    expect((await as('gus')(`GET /actions/runs/${id}/jobs`)).content).toMatchObject({
      jobs: [{ name: 'approve', conclusion: 'success' }],
    });
  });

  test('a job’s token may do what its permissions say, and nothing once the job is over', async () => {
    const { world } = await arrange(`
on: push
permissions: {}
jobs:
  without: { runs-on: ubuntu-latest, env: { TOKEN: '\${{ github.token }}' }, steps: [{ run: 'node -e ''${ASK}''' }] }
  with: { runs-on: ubuntu-latest, permissions: { deployments: read }, env: { TOKEN: '\${{ github.token }}' }, steps: [{ run: 'node -e ''${ASK}''' }] }
`);
    const run = await (await world.trigger({ event: 'push' })).settled();
    expect([run.job('without').log, run.job('with').log]).toEqual([['403'], ['200']]);
  });

  test('artifacts go through its service, and are found again by REST and in a later attempt', async () => {
    const { world, as } = await arrange(`
on: push
jobs:
  up: { runs-on: ubuntu-latest, steps: [{ run: echo one > one }, { uses: ${UPLOAD}, with: { name: thing, path: one } }] }
  down:
    needs: up
    runs-on: ubuntu-latest
    steps: [{ uses: ${DOWNLOAD}, with: { name: thing } }, { run: 'cat one; test "$GITHUB_RUN_ATTEMPT" = 2' }]
`);
    const run = await (await world.trigger({ event: 'push' })).settled();
    expect(run.conclusion).toBe('failure');
    const { content } = await as('gus')(`GET /actions/runs/${run.id}/artifacts`);
    expect(content).toMatchObject({
      artifacts: [{ name: 'thing', digest: expect.stringMatching(/^sha256:/) }],
    });
    expect((await as('ann')(`POST /actions/runs/${run.id}/rerun-failed-jobs`)).status).toBe(201);
    await run.waitFor(({ attempt, status }) => attempt === 2 && status === 'completed');
    expect([run.conclusion, run.job('down').log.slice(-1)]).toEqual(['success', ['one']]);
    expect((await as('gus')(`GET /actions/runs/${run.id}`)).content).toMatchObject({
      run_attempt: 2,
      conclusion: 'success',
    });
  });

  test('a push starts what asks for it, and is cancelled by REST', async () => {
    const {
      github,
      run: firstRun,
      as,
    } = await arrange(`
on: push
jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: 'echo ready; exec sleep 60' }] } }
`);
    const sha = await github.state.git.resolve('refs/heads/main');
    await github.push('main', { sha: sha ?? '', by: 'ann' });
    const run = await firstRun();
    await run.waitFor(() => run.jobs[0]?.log.includes('ready') ?? false);
    expect((await as('ann')(`POST /actions/runs/${run.id}/cancel`)).status).toBe(202);
    expect((await run.settled()).conclusion).toBe('cancelled');
  });
});
