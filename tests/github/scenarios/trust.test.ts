import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Run } from '../runner/run.ts';
import { sound } from './defects.ts';
import { ownServer, type OwnServer } from './own-server.ts';
import { missingIn, pageOf } from './page.ts';
import type { Instead } from './signing.ts';
import { endOf, openTeam, type Team } from './team.ts';

jest.setTimeout(400_000);

const LONG_AGO = '2020-01-01T00:00:00Z';

/** One server for all of it. Production takes releases alone: no push of these comes there. */
let server: OwnServer;
let team: Team;

beforeAll(async () => {
  server = await ownServer();
  team = await openTeam({ home: server.home, gates: ['build'], production: { from: 'releases' } });
});

afterAll(async () => {
  await team.close();
  await server.remove();
});

function deployments(): number {
  return team.github.state.deployments.length;
}

async function again(run: Run): Promise<Run> {
  await run.rerun({ failedOnly: true, actor: 'ann' });
  return run.settled();
}

/** That the run is red at development for just this reason, and nothing was begun. */
function expectRefused(run: Run, words: readonly string[]): void {
  const job = run.job('development.deploy');
  expect([run.conclusion, job.conclusion, run.job('ci-ok').conclusion]).toEqual([
    'failure',
    'failure',
    'failure',
  ]);
  expect(missingIn(`${pageOf(job)}\n${job.log.join('\n')}`, words)).toEqual([]);
  expect(deployments()).toBe(0);
}

describe('an artifact', () => {
  let run: Run;

  it('that nobody attested is not deployed', async () => {
    team.signer.isWilling = false;
    run = await (await team.push('Open', sound(1))).settled();
    expect(run.job('attest').conclusion).toBe('success');
    expectRefused(run, ['attestation-missing', 'error: ']);
  });

  it.each<[string, Instead, string]>([
    ['another workflow', { workflow: '.github/workflows/release.yml' }, 'attestation-foreign'],
    ['another repository’s pipeline', { repository: 'octo/warehouse' }, 'attestation-foreign'],
    ['the pipeline, for other bytes', { sha256: 'ab'.repeat(32) }, 'attestation-missing'],
  ])('that was attested by %s is not deployed', async (_who, instead, code) => {
    team.github.state.attestations.splice(0);
    await team.signer.attest(run.order.sha, instead);
    expectRefused(await again(run), [code]);
  });

  it('is not deployed to a server with secrets that arrived empty, each of which is named', async () => {
    team.github.state.attestations.splice(0);
    await team.signer.attest(run.order.sha);
    const vault = team.github.state.environments.get('development')?.vault.secrets ?? new Map();
    const taken = ['JWT_SECRET', 'OPENAI_API_KEY'].map((name) => [name, vault.get(name)] as const);
    for (const [name] of taken) vault.delete(name);
    expectRefused(await again(run), ['secret-empty', 'these arrived empty: OPENAI_API_KEY, JWT_SECRET.']);
    for (const [name, kept] of taken) if (kept !== undefined) vault.set(name, kept);
  });

  it('that GitHub keeps no longer is not deployed by running the failed jobs again', async () => {
    for (const artifact of team.github.state.artifacts) artifact.expires_at = LONG_AGO;
    expectRefused(await again(run), ['Artifact not found for name', 'not expired']);
  });

  it('is deployed once it is attested by the pipeline, built anew to the same bytes', async () => {
    const { digest } = run.job('package').outputs;
    await (await run.rerun({ failedOnly: false, actor: 'ann' })).settled();
    expect([endOf(run), run.job('package').outputs['digest']]).toEqual(['success', digest]);
    expect(['development', 'staging', 'production'].map((name) => team.record(name).length)).toEqual([
      1, 1, 0,
    ]);
  });
});

describe('a misspelt environment', () => {
  it('is refused by GitHub where somebody asks for a rollback of it', async () => {
    const runs = team.world.runs.length;
    const dispatched = team.dispatch('rollback', { environment: 'prodution', reason: 'Orders fail' });
    await expect(dispatched).rejects.toThrow('prodution');
    expect(team.world.runs).toHaveLength(runs);
  });

  it('in the policy stops each workflow at once, which says what was meant', async () => {
    const before = deployments();
    const policy = await team.shop.git('show', 'HEAD:.github/tidegate.yml');
    const misspelt = { '.github/tidegate.yml': policy.replace('name: staging', 'name: stagging') };
    const run = await (await team.push('Misspell', misspelt)).settled();
    const words = ['unknown-environment', 'stagging', 'Did you mean "staging"'];
    expect(missingIn(pageOf(run.job('policy')), words)).toEqual([]);
    expect([run.job('package').conclusion, run.job('ci-ok').conclusion]).toEqual(['skipped', 'failure']);
    const back = await team.dispatch('rollback', { environment: 'staging', reason: 'Orders fail' });
    await back.settled();
    expect(missingIn(pageOf(back.job('choose')), ['unknown-environment', 'Nearest: stagging'])).toEqual([]);
    expect([back.job('rollback').conclusion, back.job('rolled-back').conclusion]).toEqual([
      'skipped',
      'failure',
    ]);
    expect([deployments(), team.github.state.environments.has('stagging')]).toEqual([before, false]);
  });
});

/** What somebody adds to ci.yml in their own pull request, to come at what is not theirs. */
const GREEDY = `
  greedy:
    runs-on: ubuntu-24.04
    permissions: write-all
    env:
      TOKEN: \${{ github.token }}
      SECRET: \${{ secrets.JWT_SECRET }}
    steps:
      - run: |
          echo "secret: [$SECRET]"
          node -e 'fetch(process.env.GITHUB_API_URL + "/repos/" + process.env.GITHUB_REPOSITORY + "/deployments", { method: "POST", headers: { authorization: "Bearer " + process.env.TOKEN, "content-type": "application/json" }, body: JSON.stringify({ ref: process.env.GITHUB_SHA, environment: "production", auto_merge: false, required_contexts: [] }) }).then(({ status }) => console.log("answer: " + status))'
  intruder:
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - run: echo inside
`;

describe('a pull request from a fork', () => {
  it('is gated by ci.yml, has no secret, writes nothing, and enters no environment', async () => {
    team.github.setSecret('JWT_SECRET', { value: randomBytes(32).toString('base64url') });
    const [before, runs] = [deployments(), team.world.runs.length];
    const workflow = await team.shop.git('show', 'main:.github/workflows/ci.yml');
    const honest = await team.openFork('Help', { '.ci/run': '#!/bin/sh\necho checked\n' });
    const greedy = await team.openFork('Help myself', {
      '.ci/run': '#!/bin/sh\nexit 1\n',
      '.github/workflows/ci.yml': `${workflow}${GREEDY}`,
    });
    await Promise.all([honest.settled(), greedy.settled()]);
    expect([honest.conclusion, honest.job('checks').log.includes('checked')]).toEqual(['success', true]);
    expect([greedy.job('checks').conclusion, greedy.job('ci-ok').conclusion]).toEqual(['failure', 'failure']);
    expect(greedy.job('greedy').log).toEqual(expect.arrayContaining(['secret: []', 'answer: 403']));
    expect([greedy.job('intruder').conclusion, greedy.job('intruder').steps]).toEqual(['failure', []]);
    expect(deployments()).toBe(before);
    expect(team.world.runs.slice(runs)).toEqual([honest, greedy]);
  });

  it('starts nothing that would run with main’s rights', async () => {
    const payload = { action: 'opened', pull_request: { base: { ref: 'main' } } };
    for (const event of ['pull_request_target', 'workflow_run'])
      expect(await team.world.triggerAll({ event, payload, isFork: true })).toEqual([]);
  });
});

it('asked nothing of GitHub that GitHub has not', () => {
  expect([team.github.unknownRoutes, team.github.faults]).toEqual([[], []]);
});
