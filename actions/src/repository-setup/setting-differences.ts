import type { DesiredActions, DesiredLabel } from './desired.ts';
import type { ObservedActions, ObservedWorkflow } from './observed.ts';
import type { Difference, Step } from './plan.ts';

type Row = Omit<Difference, 'thing'> & { readonly isRight: boolean };

/** What was published can’t be changed under whoever rolls back to it. */
export function immutableSteps(areOn: boolean): Step[] {
  const rows = [{ setting: 'immutable releases', now: 'off', wanted: 'on', isRight: areOn }];
  return stepOf(
    { id: 'immutable releases', title: 'Make releases immutable', change: { kind: 'immutable-releases' } },
    rows,
  );
}

export function actionsSteps({ patterns }: DesiredActions, found: ObservedActions): Step[] {
  const wanted = allowedText(patterns);
  const { selected } = found;
  const rows = [
    { setting: 'Actions', now: 'off', wanted: 'on', isRight: found.areOn },
    { setting: 'pinning by SHA', now: 'not required', wanted: 'required', isRight: found.pinningRequired },
    {
      setting: 'allowed actions',
      now: selected === null ? found.allowed : selectedText(selected),
      wanted,
      isRight: selected !== null && selectedText(selected) === wanted,
    },
  ];
  return stepOf(
    { id: 'actions', title: 'Limit which actions run', change: { kind: 'actions', patterns } },
    rows,
  );
}

function selectedText({ githubOwned, verified, patterns }: NonNullable<ObservedActions['selected']>): string {
  const others = allowedText(patterns, githubOwned ? undefined : 'not GitHub’s');
  return verified ? `${others}, of verified creators` : others;
}

function allowedText(patterns: readonly string[], first = 'GitHub’s own'): string {
  return [first, ...patterns.toSorted()].join(', ');
}

/** Release PRs are opened by a workflow. Its token is given its permissions by each job, so that the default can be the least. */
export function workflowSteps({ permissions, mayCreatePullRequests }: ObservedWorkflow): Step[] {
  const rows = [
    { setting: 'default permissions', now: permissions, wanted: 'read', isRight: permissions === 'read' },
    { setting: 'may open pull requests', now: 'no', wanted: 'yes', isRight: mayCreatePullRequests },
  ];
  const step = {
    id: 'workflow',
    title: 'Limit the workflows’ token',
    after: ['ruleset'],
    change: { kind: 'workflow' },
  } as const;
  return stepOf(step, rows);
}

export function labelSteps(labels: readonly DesiredLabel[], found: readonly string[]): Step[] {
  const known = new Set(found.map((name) => name.toLowerCase()));
  return labels.flatMap((label) =>
    stepOf(
      { id: `label ${label.name}`, title: `Make the label ${label.name}`, change: { kind: 'label', label } },
      [
        {
          setting: label.name,
          now: 'missing',
          wanted: 'there',
          isRight: known.has(label.name.toLowerCase()),
        },
      ],
    ),
  );
}

const THINGS = {
  'immutable-releases': 'releases',
  actions: 'Actions',
  workflow: 'workflows’ token',
  label: 'label',
};

function stepOf(
  step: Pick<Step, 'id' | 'title'> & { readonly after?: readonly string[]; readonly change: StepChange },
  rows: readonly Row[],
): Step[] {
  const thing = THINGS[step.change.kind];
  const differences = rows
    .filter(({ isRight }) => !isRight)
    .map(({ setting, now, wanted }) => ({ thing, setting, now, wanted }));
  return differences.length === 0 ? [] : [{ after: [], ...step, differences }];
}

type StepChange = Extract<Step['change'], { readonly kind: keyof typeof THINGS }>;
