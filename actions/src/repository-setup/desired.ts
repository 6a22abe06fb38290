import type { Policy } from '../policy/schema.ts';
import type { Reviewer } from './reviewers.ts';

/** What the repository must be like. */
export interface Desired {
  readonly branch: string;
  /** Those that ask for approval first: nothing loses what protects it before they stand. */
  readonly environments: readonly DesiredEnvironment[];
  readonly ruleset: DesiredRuleset;
  readonly actions: DesiredActions;
  readonly labels: readonly DesiredLabel[];
}

export interface DesiredEnvironment {
  readonly name: string;
  /** The only one that may enter. */
  readonly branch: string;
  /** `null`: nobody is asked. Empty: somebody is, whoever it is. */
  readonly reviewers: readonly Reviewer[] | null;
  /** Names that must be there. */
  readonly secrets: readonly string[];
  /** Names of those that are written although they are there. */
  readonly replaced: readonly string[];
  /** The environment that asks for this one’s approval. */
  readonly approvedBy: string | null;
}

export interface DesiredRuleset {
  readonly name: string;
  readonly check: string;
  /** The app whose check alone counts; `null` where its number isn’t known. */
  readonly checkBy: number | null;
}

export interface DesiredActions {
  /** Of others, beside GitHub’s own. */
  readonly patterns: readonly string[];
}

export interface DesiredLabel {
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

export interface Choices {
  /** Instead of the policy’s, if there are any. */
  readonly reviewers: readonly Reviewer[];
  readonly patterns: readonly string[];
  /** Names of the secrets whose values were given, by environment. */
  readonly givenSecrets: ReadonlyMap<string, readonly string[]>;
  readonly replaceSecrets: boolean;
  /** Where GitHub is asked. */
  readonly api: string;
}

const BRANCH = 'main';
/** GitHub Actions’ own app on github.com. Only its `ci-ok` counts: whoever may write statuses could say so too. */
const ACTIONS_APP = 15_368;

const LABELS: readonly DesiredLabel[] = [
  { name: 'tidegate', color: '0e8a16', description: 'Told by the deployment pipeline' },
  {
    name: 'autorelease: pending',
    color: 'ededed',
    description: 'A release PR that waits, or is about to be released',
  },
  { name: 'autorelease: tagged', color: 'ededed', description: 'A release PR that was released' },
];

export function desiredState(policy: Policy, choices: Choices): Desired {
  const { environments } = policy;
  const approvals = environments
    .filter(({ approval }) => approval)
    .map(({ name }) => plain(`${name}-approval`, { reviewers: choices.reviewers }));
  const targets = environments.map(({ name, approval }) =>
    plain(name, {
      secrets: secretsFor(policy, choices.givenSecrets.get(name) ?? []),
      replaced: choices.replaceSecrets ? (choices.givenSecrets.get(name) ?? []) : [],
      approvedBy: approval ? `${name}-approval` : null,
    }),
  );
  return {
    branch: BRANCH,
    environments: [...approvals, ...targets],
    ruleset: {
      name: 'tidegate-main',
      check: 'ci-ok',
      checkBy: choices.api === 'https://api.github.com' ? ACTIONS_APP : null,
    },
    actions: { patterns: choices.patterns },
    labels: LABELS,
  };
}

function plain(name: string, changes: Partial<DesiredEnvironment>): DesiredEnvironment {
  return { name, branch: BRANCH, reviewers: null, secrets: [], replaced: [], approvedBy: null, ...changes };
}

/** A host that lives as long as its job makes secrets up where none are given. */
function secretsFor({ github, local }: Policy, given: readonly string[]): readonly string[] {
  return github.host.kind === 'machine' ? local.secrets.map(({ name }) => name) : given;
}
