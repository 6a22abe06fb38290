import type { Desired, DesiredRuleset } from './desired.ts';
import { gapOf } from './gaps.ts';
import type { ObservedRuleset, Reading, Rule } from './observed.ts';
import type { Difference, RulesetChange, SetupPlan } from './plan.ts';

/** Nobody’s review is demanded: one person alone could merge nothing. Whoever demands more keeps it. */
const PULL_REQUEST: Rule = {
  type: 'pull_request',
  parameters: {
    dismiss_stale_reviews_on_push: true,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 0,
    required_review_thread_resolution: false,
  },
};
const SIMPLE = [
  ['deletion', 'deletion'],
  ['non_fast_forward', 'force push'],
] as const;

export function rulesetPlan(desired: Desired, reading: Reading<ObservedRuleset | null>): SetupPlan {
  const thing = `ruleset ${desired.ruleset.name}`;
  if (reading.kind !== 'read') return { steps: [], gaps: [gapOf(thing, reading)] };
  const found = reading.value;
  const differences = differencesOf(desired, found).map((each) => ({ thing, ...each }));
  const gaps = found?.bypassActors === null ? [gapOf(`who may bypass the ${thing}`, BYPASS_HIDDEN)] : [];
  if (differences.length === 0) return { steps: [], gaps };
  const change: RulesetChange = {
    kind: 'ruleset',
    id: found?.id ?? null,
    content: contentFor(desired, found),
  };
  return {
    steps: [{ id: 'ruleset', title: `Guard ${desired.branch}`, differences, after: [], change }],
    gaps,
  };
}

const BYPASS_HIDDEN = {
  kind: 'hidden',
  said: 'without the list to whoever may not change it',
  permission: 'Administration: write',
} as const;

type Row = Omit<Difference, 'thing'>;

function differencesOf({ branch, ruleset }: Desired, found: ObservedRuleset | null): Row[] {
  const rules = found?.rules ?? [];
  return [
    row({ setting: 'there', now: found === null ? 'no' : 'yes', wanted: 'yes' }),
    ...(found === null
      ? []
      : [
          row({ setting: 'enforcement', now: found.enforcement, wanted: 'active' }),
          row({ setting: 'for', now: covers(found, branch) ? branch : conditionText(found), wanted: branch }),
          row({ setting: 'may be bypassed by', now: actorsText(found), wanted: 'nobody' }),
        ]),
    row({
      setting: 'pull request',
      now: has(rules, 'pull_request') ? 'required' : 'not required',
      wanted: 'required',
    }),
    row({ setting: `check ${ruleset.check}`, now: checkText(rules, ruleset), wanted: 'required' }),
    ...SIMPLE.map(([type, setting]) =>
      row({ setting, now: has(rules, type) ? 'refused' : 'possible', wanted: 'refused' }),
    ),
  ].flat();
}

function row(difference: Row): Row[] {
  return difference.now === difference.wanted ? [] : [difference];
}

function has(rules: readonly Rule[], wanted: string): boolean {
  return rules.some(({ type }) => type === wanted);
}

function covers({ target, include, exclude }: ObservedRuleset, branch: string): boolean {
  const isIncluded = include.some((each) => ['~ALL', `refs/heads/${branch}`].includes(each));
  return target === 'branch' && isIncluded && exclude.length === 0;
}

function conditionText({ target, include, exclude }: ObservedRuleset): string {
  const text = include.join(', ') || 'nothing';
  return `${target === 'branch' ? '' : `${target}: `}${text}${exclude.length === 0 ? '' : ` without ${exclude.join(', ')}`}`;
}

/** What GitHub doesn’t show is told as a gap. */
function actorsText({ bypassActors }: ObservedRuleset): string {
  return (bypassActors ?? 0) === 0 ? 'nobody' : `${bypassActors} named`;
}

interface Check {
  readonly context: string;
  readonly integration_id?: number;
}

function checksIn(rules: readonly Rule[]): readonly Check[] {
  const parameters = rules.find(({ type }) => type === 'required_status_checks')?.parameters;
  return (parameters?.['required_status_checks'] ?? []) as readonly Check[];
}

function checkText(rules: readonly Rule[], { check, checkBy }: DesiredRuleset): string {
  const found = checksIn(rules).find(({ context }) => context === check);
  if (found === undefined) return 'not required';
  return checkBy === null || found.integration_id === checkBy ? 'required' : 'of whatever app';
}

/** What is stricter, and what else it holds, stays. */
function contentFor({ branch, ruleset }: Desired, found: ObservedRuleset | null): RulesetChange['content'] {
  const rules = found?.rules ?? [];
  const include = found !== null && covers(found, branch) ? found.include : [`refs/heads/${branch}`];
  const ours = ['deletion', 'non_fast_forward', 'pull_request', 'required_status_checks'];
  return {
    name: ruleset.name,
    target: 'branch',
    enforcement: 'active',
    bypass_actors: [],
    conditions: { ref_name: { include, exclude: [] } },
    rules: [
      ...rules.filter(({ type }) => !ours.includes(type)),
      ...SIMPLE.map(([type]) => ({ type })),
      rules.find(({ type }) => type === 'pull_request') ?? PULL_REQUEST,
      checksRule(rules, ruleset),
    ],
  };
}

function checksRule(rules: readonly Rule[], { check, checkBy }: DesiredRuleset): Rule {
  const known = rules.find(({ type }) => type === 'required_status_checks')?.parameters;
  const others = checksIn(rules).filter(({ context }) => context !== check);
  return {
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: false,
      ...known,
      required_status_checks: [
        ...others,
        { context: check, ...(checkBy === null ? {} : { integration_id: checkBy }) },
      ],
    },
  };
}
