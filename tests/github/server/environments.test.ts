import { describe, expect, jest, test } from '@jest/globals';
import { askWith, idOf, type Ask } from './ask.ts';
import { matches } from './environments.ts';
import type { FakeGitHub, GitHubWish } from './open-github.ts';
import { openedGitHubs } from './opened.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();
const CUSTOM = { protected_branches: false, custom_branch_policies: true };

async function arrange(wish: GitHubWish = {}): Promise<{ github: FakeGitHub; ask: Ask; olaf: number }> {
  const github = await open(wish);
  const olaf = github.state.users.get('olaf')?.id ?? 0;
  return { github, ask: askWith(github, github.tokenFor({ kind: 'person', actor: 'olaf' })), olaf };
}

describe('an environment', () => {
  test('shows its rules, and goes back to the defaults of what is left out', async () => {
    const { ask, olaf } = await arrange();
    const wish = { reviewers: [{ type: 'User', id: olaf }], prevent_self_review: true, wait_timer: 5 };
    expect((await ask('PUT /environments/production', wish)).content).toMatchObject({
      name: 'production',
      can_admins_bypass: true,
      protection_rules: [
        { type: 'wait_timer', wait_timer: 5 },
        {
          type: 'required_reviewers',
          prevent_self_review: true,
          reviewers: [{ reviewer: { login: 'olaf' } }],
        },
      ],
    });
    const { content } = await ask('PUT /environments/production', {});
    expect(content).toMatchObject({ protection_rules: [], deployment_branch_policy: null });
  });

  test('is closed to administrators by a field that is not described, where GitHub takes it', async () => {
    const { github, ask } = await arrange();
    const wish = { can_admins_bypass: false };
    expect((await ask('PUT /environments/a', wish)).content).toMatchObject(wish);
    expect((await ask('PUT /environments/a', {})).content).toMatchObject({ can_admins_bypass: true });
    github.state.settings.takesBypass = false;
    expect((await ask('PUT /environments/a', wish)).status).toBe(422);
    expect((await ask('PUT /environments/a', { can_admin_bypass: false })).status).toBe(422);
  });

  test('has one name, whatever the case', async () => {
    const { ask } = await arrange();
    await ask('PUT /environments/Production', {});
    await ask('PUT /environments/production', {});
    expect((await ask('GET /environments')).content).toMatchObject({
      total_count: 1,
      environments: [{ name: 'Production' }],
    });
    expect((await ask('GET /environments/staging')).status).toBe(404);
  });

  test('takes six reviewers at most, who can read the repository', async () => {
    const { github, ask, olaf } = await arrange();
    const stranger = github.addPerson('eve', 'none').id;
    const team = github.addTeam('release', ['ann']);
    const seven = Array.from({ length: 7 }, () => ({ type: 'User', id: olaf }));
    const answers = [
      await ask('PUT /environments/a', { reviewers: seven }),
      await ask('PUT /environments/a', { reviewers: [{ type: 'User', id: stranger }] }),
      await ask('PUT /environments/a', { reviewers: [{ type: 'Team', id: team }] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 200]);
  });

  test('is for protected or for chosen branches, not for both or neither', async () => {
    const { ask } = await arrange();
    const both = { deployment_branch_policy: { protected_branches: true, custom_branch_policies: true } };
    const neither = {
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: false },
    };
    expect((await ask('PUT /environments/a', both)).status).toBe(422);
    expect((await ask('PUT /environments/a', neither)).status).toBe(422);
    expect((await ask('PUT /environments/a', { deployment_branch_policy: CUSTOM })).status).toBe(200);
  });
});

describe('branch policies', () => {
  test('are there where the environment asks for them only, once each', async () => {
    const { ask } = await arrange();
    const path = '/environments/a/deployment-branch-policies';
    await ask('PUT /environments/a', {});
    expect((await ask(`POST ${path}`, { name: 'main' })).status).toBe(404);
    await ask('PUT /environments/a', { deployment_branch_policy: CUSTOM });
    const made = await ask(`POST ${path}`, { name: 'main' });
    expect(made.status).toBe(200);
    expect((await ask(`POST ${path}`, { name: 'main' })).status).toBe(303);
    expect((await ask(`GET ${path}`)).content).toMatchObject({
      branch_policies: [{ name: 'main', type: 'branch' }],
    });
    expect((await ask(`DELETE ${path}/${idOf(made)}`)).status).toBe(204);
  });

  test('match as fnmatch does: a star stops at a slash', () => {
    const cases = [
      ['release/1', 'release/*', true],
      ['release/1/2', 'release/*', false],
      ['release/1/2', 'release/*/*', true],
      ['main', '*', true],
      ['feature/main', '*', false],
      ['main', 'main', true],
      ['maintenance', 'main', false],
    ] as const;
    for (const [name, pattern, is] of cases)
      expect([name, pattern, matches(name, pattern)]).toEqual([name, pattern, is]);
  });

  test('refuse a job at another ref', async () => {
    const { github, ask } = await arrange();
    await ask('PUT /environments/a', { deployment_branch_policy: CUSTOM });
    await ask('POST /environments/a/deployment-branch-policies', { name: 'main' });
    await ask('POST /environments/a/deployment-branch-policies', { name: 'v*', type: 'tag' });
    const sha = github.addCommit({ branch: 'main' });
    const run = github.startRun({ workflow: 'x.yml', event: 'push', sha, actor: 'ann' });
    const refs = [
      'refs/heads/main',
      'refs/heads/topic',
      'refs/tags/v1',
      'refs/heads/v1',
      'refs/pull/1/merge',
    ];
    const states = refs.map(
      (ref) => github.enterEnvironment({ run, environment: 'a', ref, deployment: false }).state,
    );
    expect(states).toEqual(['admitted', 'refused', 'admitted', 'refused', 'refused']);
  });

  test('of protected branches let everybody in where no branch is protected', async () => {
    const { github, ask } = await arrange();
    const policy = { protected_branches: true, custom_branch_policies: false };
    await ask('PUT /environments/a', { deployment_branch_policy: policy });
    const sha = github.addCommit({ branch: 'main' });
    const run = github.startRun({ workflow: 'x.yml', event: 'push', sha, actor: 'ann' });
    const enter = () => github.enterEnvironment({ run, environment: 'a', ref: 'refs/heads/topic' }).state;
    expect(enter()).toBe('admitted');
    const ruleset = {
      name: 'main',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    };
    expect((await ask('POST /rulesets', ruleset)).status).toBe(201);
    expect(enter()).toBe('refused');
  });
});

describe('in a private repository', () => {
  test.each([
    ['free', 422, 422],
    ['team', 422, 200],
    ['enterprise', 200, 200],
  ] as const)('on %s reviewers answer %d and branch policies %d', async (plan, reviewers, branches) => {
    const { ask, olaf } = await arrange({ isPrivate: true, plan });
    const withReviewers = await ask('PUT /environments/a', { reviewers: [{ type: 'User', id: olaf }] });
    const withBranches = await ask('PUT /environments/a', { deployment_branch_policy: CUSTOM });
    expect([withReviewers.status, withBranches.status]).toEqual([reviewers, branches]);
  });

  test('on free, what an environment was protected by is passed over, its secrets too', async () => {
    const { github, ask, olaf } = await arrange({ isPrivate: true });
    await ask('PUT /environments/a', {});
    github.state.environments.get('a')?.reviewers.push({ type: 'User', id: olaf });
    github.setSecret('KEY', { value: 'of the environment', environment: 'a' });
    const sha = github.addCommit({ branch: 'main' });
    const run = github.startRun({ workflow: 'x.yml', event: 'push', sha, actor: 'ann' });
    expect(github.enterEnvironment({ run, environment: 'a', ref: 'refs/heads/main' }).state).toBe('admitted');
    expect(github.secretsFor('a')).toEqual({});
  });
});
