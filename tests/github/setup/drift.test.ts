import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { openGitHub, type FakeGitHub } from '../server/open-github.ts';
import type { Environment } from '../server/things.ts';
import { checkoutFor, writesTo, type Checkout } from './arranged.ts';

jest.setTimeout(120_000);
let github: FakeGitHub;
let checkout: Checkout;
let folder: string;
let right: () => void;

/** One repository that is as it must be; each test spoils one thing, and it is put right again. */
beforeAll(async () => {
  github = await openGitHub({ people: { pia: 'write' } });
  folder = await mkdtemp(join(tmpdir(), 'tg-'));
  checkout = await checkoutFor(github, { folder });
  expect(await checkout.setup(['--yes', '--reviewers', 'ann,pia'])).toMatchObject({ exitCode: 0 });
  right = restorer();
});
afterEach(() => {
  right();
});
afterAll(async () => {
  await github.close();
  await systemFiles.removeTree(folder);
});

function restorer(): () => void {
  const { settings, environments, rulesets, labels } = github.state;
  const kept = structuredClone({ settings, environments: [...environments], rulesets, labels });
  return () => {
    const copy = structuredClone(kept);
    Object.assign(settings, copy.settings);
    environments.clear();
    for (const [name, environment] of copy.environments) environments.set(name, environment);
    rulesets.splice(0, Infinity, ...copy.rulesets);
    labels.splice(0, Infinity, ...copy.labels);
  };
}

function environment(name: string): Environment {
  const found = github.state.environments.get(name);
  if (found === undefined) throw new Error(`There is no environment ${name}.`);
  return found;
}

function ruleset(): Record<string, unknown> & {
  rules: { type: string; parameters?: Record<string, unknown> }[];
} {
  return github.state.rulesets[0]?.content as ReturnType<typeof ruleset>;
}

function withoutRule(type: string): void {
  ruleset().rules = ruleset().rules.filter((rule) => rule.type !== type);
}

const PLANTS: [string, () => void, string, RegExp][] = [
  [
    'an environment is gone',
    () => github.state.environments.delete('staging'),
    'environment staging',
    /there/,
  ],
  [
    'every branch may enter',
    () => (environment('production').branches = 'all'),
    'environment production',
    /branches.*every branch/,
  ],
  [
    'protected branches may enter',
    () => (environment('production').branches = 'protected'),
    'environment production',
    /protected branches/,
  ],
  [
    'another branch may enter',
    () => environment('production').branchPolicies.push({ id: 1, name: 'hotfix/*', type: 'branch' }),
    'environment production',
    /main, hotfix/,
  ],
  [
    'administrators may go past',
    () => (environment('production-approval').canAdminsBypass = true),
    'environment production-approval',
    /bypass/,
  ],
  [
    'nobody approves any more',
    () => environment('production-approval').reviewers.splice(0),
    'environment production-approval',
    /nobody is named/,
  ],
  [
    'one may approve one’s own',
    () => (environment('production-approval').preventSelfReview = false),
    'environment production-approval',
    /one’s own/,
  ],
  [
    'the deploying environment asks too',
    () =>
      environment('production').reviewers.push({ type: 'User', id: github.state.users.get('ann')?.id ?? 0 }),
    'environment production',
    /approval by.*ann/,
  ],
  ['the ruleset is gone', () => github.state.rulesets.splice(0), 'ruleset tidegate-main', /there/],
  ['the ruleset is off', () => (ruleset()['enforcement'] = 'disabled'), 'ruleset tidegate-main', /disabled/],
  [
    'the ruleset is for another branch',
    () => (ruleset()['conditions'] = { ref_name: { include: ['refs/heads/old'], exclude: [] } }),
    'ruleset tidegate-main',
    /refs\/heads\/old/,
  ],
  [
    'somebody bypasses the ruleset',
    () =>
      (ruleset()['bypass_actors'] = [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }]),
    'ruleset tidegate-main',
    /1 named/,
  ],
  [
    'main may be forced',
    () => {
      withoutRule('non_fast_forward');
    },
    'ruleset tidegate-main',
    /force push/,
  ],
  [
    'main may be deleted',
    () => {
      withoutRule('deletion');
    },
    'ruleset tidegate-main',
    /deletion/,
  ],
  [
    'main needs no pull request',
    () => {
      withoutRule('pull_request');
    },
    'ruleset tidegate-main',
    /pull request/,
  ],
  [
    'main needs no check',
    () => {
      withoutRule('required_status_checks');
    },
    'ruleset tidegate-main',
    /ci-ok/,
  ],
  [
    'releases may be changed',
    () => (github.state.settings.immutableReleases = false),
    'releases',
    /immutable/,
  ],
  ['actions need no pin', () => (github.state.settings.shaPinningRequired = false), 'Actions', /pinning/],
  ['every action runs', () => (github.state.settings.allowedActions = 'all'), 'Actions', /allowed actions/],
  [
    'another’s action runs',
    () => github.state.settings.selectedActions.patterns_allowed.push('evil/*'),
    'Actions',
    /evil/,
  ],
  [
    'the token may write by default',
    () => (github.state.settings.defaultTokenPermissions = 'write'),
    'workflows’ token',
    /default permissions/,
  ],
  [
    'no workflow may open a pull request',
    () => (github.state.settings.actionsMayApprovePullRequests = false),
    'workflows’ token',
    /pull requests/,
  ],
  ['a label is gone', () => github.state.labels.shift(), 'label', /tidegate/],
];

describe('--check sees, and setup:github mends', () => {
  test.each(PLANTS)('%s', async (_what, plant, place, message) => {
    plant();
    const before = writesTo(github).length;
    const { exitCode, ending } = await checkout.setup(['--check']);
    expect(exitCode).toBe(3);
    expect([...new Set(ending.findings.map((finding) => finding.place))]).toEqual([place]);
    expect(ending.findings.map((finding) => finding.message).join('\n')).toMatch(message);
    for (const { remedy } of ending.findings) expect(remedy).not.toBe('');
    expect(writesTo(github)).toHaveLength(before);
    expect(await checkout.setup(['--yes', '--reviewers', 'ann,pia'])).toMatchObject({
      exitCode: 0,
      ending: { outcome: 'done' },
    });
    expect(github.faults).toEqual([]);
  });
});
