import { describe, expect, it } from '@jest/globals';
import type { Desired, DesiredEnvironment } from './desired.ts';
import { setupPlan } from './differences.ts';
import type { Observed, ObservedEnvironment, ObservedRuleset } from './observed.ts';
import type { RulesetChange } from './plan.ts';

const PLAIN: DesiredEnvironment = {
  name: 'production',
  branch: 'main',
  reviewers: null,
  secrets: [],
  replaced: [],
  approvedBy: null,
};
const MAIN = { id: 1, name: 'main', type: 'branch' } as const;
const PROTECTED: ObservedEnvironment = {
  name: 'production',
  adminsMayBypass: false,
  waitTimer: 0,
  preventsSelfReview: false,
  reviewers: [],
  branches: [MAIN],
};
const ANN = { type: 'User', organization: null, name: 'ann' } as const;
const TEAM = { type: 'Team', organization: 'octo', name: 'release' } as const;
const FOUND_ANN = { type: 'User', name: 'Ann', id: 7 } as const;
const RULESET: ObservedRuleset = {
  id: 5,
  target: 'branch',
  enforcement: 'active',
  bypassActors: 0,
  include: ['refs/heads/main'],
  exclude: [],
  rules: [
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    { type: 'pull_request', parameters: { required_approving_review_count: 2 } },
    {
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: true,
        required_status_checks: [{ context: 'ci-ok', integration_id: 15_368 }, { context: 'own' }],
      },
    },
    { type: 'required_signatures' },
  ],
};
const HIDDEN = { kind: 'hidden', said: '403', permission: 'Administration: read' } as const;

function desired(changes: Partial<Desired> = {}): Desired {
  return {
    branch: 'main',
    environments: [PLAIN],
    ruleset: { name: 'tidegate-main', check: 'ci-ok', checkBy: 15_368 },
    actions: { patterns: ['octo/one@*'] },
    labels: [{ name: 'tidegate', color: '000000', description: '' }],
    ...changes,
  };
}

function observed(changes: Partial<Observed> = {}): Observed {
  return {
    isPrivate: false,
    defaultBranch: 'main',
    environments: { kind: 'read', value: [PROTECTED] },
    secrets: new Map(),
    ruleset: { kind: 'read', value: RULESET },
    immutableReleases: { kind: 'read', value: true },
    actions: {
      kind: 'read',
      value: {
        areOn: true,
        allowed: 'selected',
        pinningRequired: true,
        selected: { githubOwned: true, verified: false, patterns: ['octo/one@*'] },
      },
    },
    workflow: { kind: 'read', value: { permissions: 'read', mayCreatePullRequests: true } },
    labels: { kind: 'read', value: ['Tidegate'] },
    ...changes,
  };
}

function environment(changes: Partial<ObservedEnvironment>): Partial<Observed> {
  return { environments: { kind: 'read', value: [{ ...PROTECTED, ...changes }] } };
}

function ruleset(changes: Partial<ObservedRuleset>): Partial<Observed> {
  return { ruleset: { kind: 'read', value: { ...RULESET, ...changes } } };
}

/** `thing: setting: now → wanted`. */
function told(wanted: Desired, found: Observed): string[] {
  const { steps, gaps } = setupPlan(wanted, found);
  return [
    ...steps.flatMap(({ differences }) =>
      differences.map(({ thing, setting, now, wanted: then }) => `${thing}: ${setting}: ${now} → ${then}`),
    ),
    ...gaps.map(({ code, thing }) => `${code}: ${thing}`),
  ];
}

it('leaves what is right, and what is stricter, as it is', () => {
  expect(setupPlan(desired(), observed())).toEqual({ steps: [], gaps: [] });
});

describe('sees', () => {
  it.each<[Partial<Observed>, string[]]>([
    [environment({ branches: 'all' }), ['environment production: branches: every branch → main alone']],
    [
      environment({ branches: 'protected' }),
      ['environment production: branches: protected branches → main alone'],
    ],
    [environment({ branches: [] }), ['environment production: branches: none → main alone']],
    [
      environment({ branches: [MAIN, { id: 2, name: 'v*', type: 'tag' }] }),
      ['environment production: branches: main, tag v* → main alone'],
    ],
    [
      environment({ branches: [{ ...MAIN, type: 'tag' }] }),
      ['environment production: branches: tag main → main alone'],
    ],
    [environment({ adminsMayBypass: true }), ['environment production: bypass by administrators: yes → no']],
    [environment({ reviewers: [FOUND_ANN] }), ['environment production: approval by: Ann → nobody']],
    [
      { environments: { kind: 'read', value: [] } },
      [
        'environment production: there: no → yes',
        'environment production: branches: every branch → main alone',
        'environment production: bypass by administrators: yes → no',
      ],
    ],
    [ruleset({ enforcement: 'evaluate' }), ['ruleset tidegate-main: enforcement: evaluate → active']],
    [ruleset({ bypassActors: 1 }), ['ruleset tidegate-main: may be bypassed by: 1 named → nobody']],
    [ruleset({ bypassActors: null }), ['setup-unproven: who may bypass the ruleset tidegate-main']],
    [ruleset({ include: [] }), ['ruleset tidegate-main: for: nothing → main']],
    [
      ruleset({ exclude: ['refs/heads/m*'] }),
      ['ruleset tidegate-main: for: refs/heads/main without refs/heads/m* → main'],
    ],
    [
      ruleset({ rules: [] }),
      [
        'ruleset tidegate-main: pull request: not required → required',
        'ruleset tidegate-main: check ci-ok: not required → required',
        'ruleset tidegate-main: deletion: possible → refused',
        'ruleset tidegate-main: force push: possible → refused',
      ],
    ],
    [
      ruleset({
        rules: RULESET.rules.map((rule) =>
          rule.type === 'required_status_checks'
            ? { ...rule, parameters: { required_status_checks: [{ context: 'ci-ok' }] } }
            : rule,
        ),
      }),
      ['ruleset tidegate-main: check ci-ok: of whatever app → required'],
    ],
    [{ immutableReleases: { kind: 'read', value: false } }, ['releases: immutable releases: off → on']],
    [
      {
        actions: {
          kind: 'read',
          value: { areOn: false, allowed: 'all', pinningRequired: false, selected: null },
        },
      },
      [
        'Actions: Actions: off → on',
        'Actions: pinning by SHA: not required → required',
        'Actions: allowed actions: all → GitHub’s own, octo/one@*',
      ],
    ],
    [
      {
        actions: {
          kind: 'read',
          value: {
            areOn: true,
            allowed: 'selected',
            pinningRequired: true,
            selected: { githubOwned: true, verified: true, patterns: ['octo/one@*', 'evil/*'] },
          },
        },
      },
      [
        'Actions: allowed actions: GitHub’s own, evil/*, octo/one@*, of verified creators → GitHub’s own, octo/one@*',
      ],
    ],
    [
      { workflow: { kind: 'read', value: { permissions: 'write', mayCreatePullRequests: false } } },
      [
        'workflows’ token: default permissions: write → read',
        'workflows’ token: may open pull requests: no → yes',
      ],
    ],
    [{ labels: { kind: 'read', value: [] } }, ['label: tidegate: missing → there']],
    [{ defaultBranch: 'master' }, ['setup-drift: default branch']],
    [{ environments: HIDDEN }, ['setup-unproven: environments']],
    [{ ruleset: { kind: 'unavailable', said: '403' } }, ['plan-lacks: ruleset tidegate-main']],
    [
      { immutableReleases: HIDDEN, actions: HIDDEN, workflow: HIDDEN, labels: HIDDEN },
      [
        'setup-unproven: immutable releases',
        'setup-unproven: Actions',
        'setup-unproven: workflows’ token',
        'setup-unproven: labels',
      ],
    ],
  ])('%j', (changes, differences) => {
    expect(told(desired(), observed(changes))).toEqual(differences);
  });
});

describe('who approves', () => {
  it.each<[string, DesiredEnvironment['reviewers'], Partial<ObservedEnvironment>, string[]]>([
    ['is whoever is there, where nobody is named', [], { reviewers: [FOUND_ANN] }, []],
    ['is told by name, whatever the case', [ANN], { reviewers: [FOUND_ANN] }, []],
    ['is missed where there is nobody', [], {}, ['setup-drift: environment production']],
    [
      'is nobody beside those who are named',
      [ANN, TEAM],
      { reviewers: [FOUND_ANN, { type: 'User', name: 'release', id: 8 }] },
      ['environment production: approval by: Ann, release → ann, team release'],
    ],
    [
      'is never who started the run',
      [ANN],
      { reviewers: [FOUND_ANN], preventsSelfReview: false },
      ['environment production: approval of one’s own run: yes → no'],
    ],
  ])('%s', (_what, reviewers, changes, differences) => {
    const wanted = desired({ environments: [{ ...PLAIN, reviewers }] });
    expect(told(wanted, observed(environment({ preventsSelfReview: true, ...changes })))).toEqual(
      differences,
    );
  });

  it('is asked by the environment itself until the other one asks', () => {
    const approval = { ...PLAIN, name: 'production-approval', reviewers: [ANN] };
    const wanted = desired({ environments: [approval, { ...PLAIN, approvedBy: approval.name }] });
    const { steps } = setupPlan(wanted, observed(environment({ reviewers: [FOUND_ANN] })));
    expect(steps.map(({ id, after }) => [id, after])).toEqual([
      ['environment production-approval', []],
      ['environment production', ['environment production-approval']],
    ]);
  });
});

describe('secrets', () => {
  const wanted = desired({ environments: [{ ...PLAIN, secrets: ['A', 'B'], replaced: ['A'] }] });

  it('are set where they are missing, and written anew where that is asked for', () => {
    const secrets: Observed['secrets'] = new Map([['production', { kind: 'read', value: ['A'] }]]);
    expect(told(wanted, observed({ secrets }))).toEqual([
      'environment production: secret A: set before → set',
      'environment production: secret B: missing → set',
    ]);
  });

  it('go into a protected environment alone, after everything else', () => {
    const { steps } = setupPlan(
      wanted,
      observed({ ...environment({ branches: 'all' }), labels: { kind: 'read', value: [] } }),
    );
    expect(steps.map(({ id, after }) => [id, after])).toEqual([
      ['environment production', []],
      ['label tidegate', []],
      ['secret production A', ['environment production']],
      ['secret production B', ['environment production']],
    ]);
  });

  it('that can’t be seen are unproven', () => {
    const secrets: Observed['secrets'] = new Map([['production', HIDDEN]]);
    expect(told(wanted, observed({ secrets }))).toEqual(['setup-unproven: secrets of production']);
  });
});

it('keeps what is stricter in a ruleset that it changes, and lets nobody bypass it', () => {
  const { steps } = setupPlan(desired(), observed(ruleset({ enforcement: 'disabled', bypassActors: 2 })));
  const { id, content } = steps[0]?.change as RulesetChange;
  expect(id).toBe(RULESET.id);
  expect(content).toMatchObject({ enforcement: 'active', bypass_actors: [] });
  expect(content.rules).toEqual([
    { type: 'required_signatures' },
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    { type: 'pull_request', parameters: { required_approving_review_count: 2 } },
    {
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: true,
        required_status_checks: [{ context: 'own' }, { context: 'ci-ok', integration_id: 15_368 }],
      },
    },
  ]);
});

it('lets workflows open pull requests only behind the ruleset', () => {
  const { steps } = setupPlan(
    desired(),
    observed({
      ruleset: { kind: 'read', value: null },
      workflow: { kind: 'read', value: { permissions: 'read', mayCreatePullRequests: false } },
    }),
  );
  expect(steps.map(({ id, after }) => [id, after])).toEqual([
    ['ruleset', []],
    ['workflow', ['ruleset']],
  ]);
});
