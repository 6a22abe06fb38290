import { randomBytes } from 'node:crypto';
import { describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import type { FakeGitHub, GitHubWish } from '../server/open-github.ts';
import { openedGitHubs } from '../server/opened.ts';
import { checkoutFor, settingsOf, writesTo, type Checkout } from './arranged.ts';

jest.setTimeout(240_000);
const open = openedGitHubs();
const newFolder = temporaryFolders();
const BY = ['--reviewers', 'ann,pia'];
const SECRETS = ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET', 'OPENAI_API_KEY', 'JWT_SECRET'];

async function arrange(
  wish: GitHubWish = {},
  options: { machine?: boolean } = {},
): Promise<{ github: FakeGitHub; checkout: Checkout }> {
  const github = await open({ people: { pia: 'write' }, ...wish });
  return { github, checkout: await checkoutFor(github, { folder: await newFolder(), ...options }) };
}

describe('a new repository', () => {
  test('becomes what the policy asks for, and a second run changes nothing', async () => {
    const { github, checkout } = await arrange();
    const first = await checkout.setup(['--yes', ...BY]);
    expect(first).toMatchObject({ exitCode: 0, ending: { outcome: 'done', findings: [] } });
    const { environments, settings, labels, rulesets } = github.state;
    expect([...environments.keys()].toSorted()).toEqual([
      'development',
      'production',
      'production-approval',
      'staging',
    ]);
    for (const each of environments.values())
      expect(each).toMatchObject({
        canAdminsBypass: false,
        branches: 'custom',
        branchPolicies: [{ name: 'main' }],
      });
    expect(environments.get('production-approval')).toMatchObject({ preventSelfReview: true });
    expect(environments.get('production-approval')?.reviewers).toHaveLength(2);
    expect(environments.get('production')?.reviewers).toEqual([]);
    expect(settings).toMatchObject({
      immutableReleases: true,
      actionsMayApprovePullRequests: true,
      defaultTokenPermissions: 'read',
      allowedActions: 'selected',
      shaPinningRequired: true,
      selectedActions: {
        github_owned_allowed: true,
        patterns_allowed: ['googleapis/release-please-action@*'],
      },
    });
    expect(labels.map(({ name }) => name)).toEqual([
      'tidegate',
      'autorelease: pending',
      'autorelease: tagged',
    ]);
    expect(rulesets.map(({ content }) => content['enforcement'])).toEqual(['active']);
    const [before, writes] = [settingsOf(github), writesTo(github).length];
    expect(await checkout.setup(['--yes'])).toMatchObject({ exitCode: 0, ending: { outcome: 'unchanged' } });
    expect(await checkout.setup(['--check'])).toMatchObject({
      exitCode: 0,
      ending: { reasonCode: 'passed' },
    });
    expect(settingsOf(github)).toEqual(before);
    expect(writesTo(github)).toHaveLength(writes);
    expect(github.unknownRoutes).toEqual([]);
  });

  test.each<[string, string[], number, string]>([
    ['without a yes', BY, 2, 'approval-needed'],
    ['where nobody is named who approves', ['--yes'], 2, 'usage'],
    ['where GitHub does not know whoever is named', ['--yes', '--reviewers', 'ann,nobody'], 2, 'usage'],
    ['where what is named can be nobody', ['--yes', '--reviewers', 'ann,@octo'], 2, 'usage'],
    ['by --check', ['--check', ...BY], 3, 'setup-drift'],
  ])('stays as it is %s', async (_what, args, exitCode, reasonCode) => {
    const { github, checkout } = await arrange();
    const before = settingsOf(github);
    expect(await checkout.setup(args)).toMatchObject({ exitCode, ending: { reasonCode } });
    expect(settingsOf(github)).toEqual(before);
    expect(writesTo(github)).toEqual([]);
  });
});

test('an environment keeps its wait timer, and a team may approve', async () => {
  const { github, checkout } = await arrange();
  github.addTeam('release', ['ann']);
  await checkout.setup(['--yes', ...BY]);
  const environment = github.state.environments.get('production-approval');
  if (environment === undefined) throw new Error('it was not made');
  environment.waitTimer = 30;
  expect(await checkout.setup(['--yes', '--reviewers', '@octo/release'])).toMatchObject({ exitCode: 0 });
  expect(environment).toMatchObject({ waitTimer: 30, reviewers: [{ type: 'Team' }] });
});

describe('secrets', () => {
  function made(): { file: string; values: Record<string, string> } {
    const values = Object.fromEntries(SECRETS.map((name) => [name, randomBytes(16).toString('hex')]));
    return {
      values,
      file: Object.entries(values)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    };
  }

  async function withFiles(): Promise<{
    github: FakeGitHub;
    checkout: Checkout;
    args: string[];
    all: Record<string, Record<string, string>>;
  }> {
    const { github, checkout } = await arrange({}, { machine: true });
    const all: Record<string, Record<string, string>> = {};
    const args: string[] = [];
    for (const name of ['development', 'staging', 'production']) {
      const { values, file } = made();
      all[name] = values;
      args.push('--secrets', `${name}=${await checkout.write(`${name}.env`, file)}`);
    }
    return { github, checkout, args, all };
  }

  test('reach their environments sealed, and stand nowhere else', async () => {
    const { github, checkout, args, all } = await withFiles();
    const { exitCode, said } = await checkout.setup(['--yes', ...BY, ...args]);
    expect(exitCode).toBe(0);
    for (const [name, values] of Object.entries(all)) expect(github.secretsFor(name)).toEqual(values);
    const sent = github.requests.map(({ path, body }) => `${path} ${body}`).join('\n');
    for (const value of Object.values(all).flatMap((values) => Object.values(values))) {
      expect(said).not.toContain(value);
      expect(sent).not.toContain(value);
      expect(sent).not.toContain(Buffer.from(value).toString('base64').slice(0, -4));
    }
    expect(await checkout.setup(['--check'])).toMatchObject({ exitCode: 0 });
  });

  test('that are there stay, unless they are to be replaced', async () => {
    const { github, checkout, args, all } = await withFiles();
    await checkout.setup(['--yes', ...BY, ...args]);
    const { values, file } = made();
    await checkout.write('production.env', file);
    expect(await checkout.setup(['--yes', ...args])).toMatchObject({ ending: { outcome: 'unchanged' } });
    expect(github.secretsFor('production')).toEqual(all['production']);
    expect(await checkout.setup(['--yes', ...args, '--replace-secrets'])).toMatchObject({
      ending: { outcome: 'done' },
    });
    expect(github.secretsFor('production')).toEqual(values);
    github.state.environments.get('staging')?.vault.secrets.delete('JWT_SECRET');
    const { exitCode, ending } = await checkout.setup(['--check']);
    expect([exitCode, ending.findings.map(({ place, message }) => [place, message])]).toEqual([
      3,
      [['environment staging', 'secret JWT_SECRET: expected set, found missing.']],
    ]);
  });

  test('are not needed by a host that makes them up, and are set there when they are given', async () => {
    const { github, checkout } = await arrange();
    const value = randomBytes(16).toString('hex');
    const path = await checkout.write('one.env', `JWT_SECRET=${value}\n`);
    expect(await checkout.setup(['--yes', ...BY, '--secrets', `staging=${path}`])).toMatchObject({
      exitCode: 0,
    });
    expect(github.secretsFor('staging')).toEqual({ JWT_SECRET: value });
    expect(github.secretsFor('production')).toEqual({});
  });

  test('that nobody gave stop it before anything is begun, each by name', async () => {
    const { github, checkout } = await arrange({}, { machine: true });
    const { exitCode, ending } = await checkout.setup(['--yes', ...BY]);
    expect([exitCode, ending.reasonCode]).toEqual([2, 'usage']);
    for (const name of SECRETS) expect(ending.summary).toContain(`${name} of production`);
    expect(writesTo(github)).toEqual([]);
  });

  test('that are mistaken are told all at once, without a value', async () => {
    const { github, checkout } = await arrange();
    const value = randomBytes(16).toString('hex');
    const a = await checkout.write('a.env', `JWT_SECRET=${value}\nOPENAI_API_KEY=\nOTHER=${value}\n`);
    const b = await checkout.write('b.env', `JWT_SECRET=${value}\n`);
    const args = [`production=${a}`, `staging=${b}`, `produktion=${b}`, b, 'development=none.env'];
    const { exitCode, ending, said } = await checkout.setup([
      '--yes',
      ...args.flatMap((each) => ['--secrets', each]),
    ]);
    expect([exitCode, ending.reasonCode]).toEqual([2, 'usage']);
    for (const mistake of [
      'OPENAI_API_KEY is empty',
      'OTHER is no secret',
      'JWT_SECRET of staging is the same as JWT_SECRET of production',
      'produktion=b.env: expected',
      '\nb.env: expected',
      'none.env: ENOENT',
    ])
      expect(ending.summary).toContain(mistake);
    expect(said).not.toContain(value);
    expect(github.requests).toEqual([]);
  });
});

describe('a private repository', () => {
  test('on Free is told what can’t be protected, and gets no secret', async () => {
    const { github, checkout } = await arrange({ isPrivate: true }, { machine: true });
    const value = randomBytes(16).toString('hex');
    const file = SECRETS.map((name, at) => `${name}=${value}${at}\n`);
    const args: string[] = [];
    for (const name of ['development', 'staging', 'production'])
      args.push(
        '--secrets',
        `${name}=${await checkout.write(`${name}.env`, file.map((line) => line.replace('=', `=${name}`)).join(''))}`,
      );
    const { exitCode, ending } = await checkout.setup(['--yes', ...BY, ...args]);
    expect(exitCode).toBe(3);
    const lacking = ending.findings.filter(({ code }) => code === 'plan-lacks');
    expect(lacking.map(({ place }) => place)).toEqual([
      'Protect the environment production-approval',
      'Protect the environment development',
      'Protect the environment staging',
      'Protect the environment production',
      'ruleset tidegate-main',
    ]);
    for (const { remedy } of lacking) expect(remedy).toMatch(/public.*plan/);
    expect([...github.state.environments.keys()]).toEqual([]);
    expect(writesTo(github).filter(({ path }) => path.includes('/secrets/'))).toEqual([]);
    expect(ending.findings.filter(({ place = '' }) => place.startsWith('Set the secret'))).toHaveLength(12);
    expect(github.state.settings).toMatchObject({ immutableReleases: true, shaPinningRequired: true });
    expect(await checkout.setup(['--check'])).toMatchObject({ exitCode: 3 });
  });

  test('on Team is protected but for the approval', async () => {
    const { github, checkout } = await arrange({ isPrivate: true, plan: 'team' });
    const { exitCode, ending } = await checkout.setup(['--yes', ...BY]);
    expect(exitCode).toBe(3);
    expect(ending.findings.map(({ code, place }) => [code, place])).toEqual([
      ['plan-lacks', 'Protect the environment production-approval'],
    ]);
    expect(github.state.environments.has('production-approval')).toBe(false);
    expect(github.state.environments.get('production')).toMatchObject({
      branches: 'custom',
      canAdminsBypass: false,
    });
  });
});

describe('a token', () => {
  test('that there isn’t is asked for, with what it must be granted', async () => {
    const { github, checkout } = await arrange();
    const { exitCode, ending } = await checkout.setup(['--check'], { GH_TOKEN: '' });
    expect([exitCode, ending.reasonCode]).toEqual([2, 'token-missing']);
    expect(ending.findings[0]?.remedy).toMatch(/Administration: read and write/);
    expect(github.requests).toEqual([]);
  });

  test('of a job sees a part: what it may not read is unproven, by name, and never well', async () => {
    const { github, checkout } = await arrange();
    await checkout.setup(['--yes', ...BY]);
    const jobs = github.tokenFor({ permissions: { actions: 'read', issues: 'read', contents: 'read' } });
    const { exitCode, ending } = await checkout.setup(['--check'], { GH_TOKEN: '', GITHUB_TOKEN: jobs });
    expect([exitCode, ending.outcome, ending.reasonCode]).toEqual([6, 'unproven', 'setup-unproven']);
    expect(ending.findings.map(({ place }) => place)).toEqual([
      'who may bypass the ruleset tidegate-main',
      'immutable releases',
      'Actions',
      'workflows’ token',
    ]);
    for (const { remedy } of ending.findings) expect(remedy).toMatch(/Administration: (read|write)/);
    github.state.labels.splice(0);
    expect(await checkout.setup(['--check'], { GH_TOKEN: jobs })).toMatchObject({ exitCode: 3 });
  });

  test('that may not see all of it changes nothing, and is told what it lacks', async () => {
    const { github, checkout } = await arrange();
    const weak = github.tokenFor({
      kind: 'person',
      actor: 'olaf',
      permissions: { actions: 'read', issues: 'write' },
    });
    const { exitCode, ending } = await checkout.setup(['--yes', ...BY], { GH_TOKEN: weak });
    expect([exitCode, ending.reasonCode]).toEqual([3, 'github-refused']);
    expect(ending.findings[0]?.remedy).toContain('Administration: read and write');
    expect(writesTo(github)).toEqual([]);
  });

  test('that may only read sets nothing, and every refusal is told', async () => {
    const { github, checkout } = await arrange();
    const before = settingsOf(github);
    const reads = { administration: 'read', environments: 'read', actions: 'read', issues: 'read' } as const;
    const token = github.tokenFor({ kind: 'person', actor: 'olaf', permissions: reads });
    const { exitCode, ending } = await checkout.setup(['--yes', ...BY], { GH_TOKEN: token });
    expect([exitCode, ending.reasonCode, ending.done]).toEqual([3, 'setup-incomplete', []]);
    expect(ending.findings.filter(({ code }) => code === 'github-refused')).toHaveLength(10);
    expect(settingsOf(github)).toEqual(before);
  });

  test.each([{ GH_TOKEN: 'unknown' }])('that ended is told: %j', async (env) => {
    const { checkout } = await arrange();
    expect(await checkout.setup(['--check'], env)).toMatchObject({
      exitCode: 3,
      ending: { reasonCode: 'github-refused' },
    });
  });
});

test('a GitHub that asks for patience is waited for, and is not taken for one that refuses', async () => {
  const { github, checkout } = await arrange();
  await checkout.setup(['--yes', ...BY]);
  for (const match of [/environments$/, /rulesets$/, /immutable-releases$/, /permissions$/, /labels$/])
    github.outage({ match, kind: 'secondary-rate-limit', retryAfterSeconds: 1, times: 1 });
  expect(await checkout.setup(['--check'])).toMatchObject({ exitCode: 0, ending: { findings: [] } });
});

test('a server that takes no word on bypass is told of, with what to do by hand', async () => {
  const { github, checkout } = await arrange();
  github.state.settings.takesBypass = false;
  const { exitCode, ending } = await checkout.setup(['--yes', ...BY]);
  expect(exitCode).toBe(3);
  expect(ending.findings.map(({ message }) => message)).toEqual(
    Array.from({ length: 4 }, () => 'bypass by administrators: expected no, found yes.'),
  );
  for (const { remedy } of ending.findings) expect(remedy).toMatch(/by hand/);
  for (const each of github.state.environments.values()) each.canAdminsBypass = false;
  expect(await checkout.setup(['--check'])).toMatchObject({ exitCode: 0 });
});

test('a flag is no file of secrets', async () => {
  const { github, checkout } = await arrange();
  const { exitCode, ending } = await checkout.setup(['--secrets', '--check']);
  expect([exitCode, ending.reasonCode]).toEqual([2, 'usage']);
  expect(ending.summary).toContain('--secrets; found the flag --check');
  expect(github.requests).toEqual([]);
});
