import { typedInputs } from './typed-inputs.ts';
import { excess, permissionsOf, type Permissions } from './permissions.ts';
import type { JobDefinition, Workflow } from './read-workflow.ts';
import { fieldsOf } from './value.ts';

/** https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations */
const DEEPEST = 10;

export interface CallCheck {
  readonly workflow: Workflow;
  readonly allowed: Permissions;
  readonly find: (path: string) => Workflow | undefined;
  readonly depth?: number;
}

/** All for which GitHub would not start the run: it looks at every called workflow before the first job. */
export function startProblems({ workflow, allowed, find, depth = 0 }: CallCheck): readonly string[] {
  if (depth > DEEPEST) return [`${workflow.path}: workflows call one another more than ${DEEPEST} deep`];
  if (workflow.problems.length > 0) return workflow.problems;
  return workflow.jobs.flatMap((job) => {
    const wanted = permissionsFor(workflow, job);
    const beyond = depth === 0 || wanted === undefined ? [] : excess(wanted, allowed);
    const problems = beyond.map((each) => `${workflow.path}: the nested job '${job.id}' ${each}`);
    const { uses } = job.fields;
    if (typeof uses !== 'string') return problems;
    const called = find(calledPath(uses));
    if (called === undefined) return [...problems, `${workflow.path}: workflow was not found: ${uses}`];
    const mayBe = { workflow: called, allowed: wanted ?? allowed, find, depth: depth + 1 };
    return [...problems, ...handedProblems(job, called), ...startProblems(mayBe)];
  });
}

export function calledPath(uses: string): string {
  return uses.replace(/^[.$]\//, '');
}

export function permissionsFor(workflow: Workflow, job: JobDefinition): Permissions | undefined {
  return permissionsOf(job.fields['permissions']) ?? permissionsOf(workflow.fields['permissions']);
}

/** `required: true` looks at whether a secret is passed, never at its value. */
function handedProblems(job: JobDefinition, called: Workflow): readonly string[] {
  if (called.problems.length > 0) return [];
  if (!('workflow_call' in called.events)) return [`${called.path}: 'workflow_call' is not in its \`on\``];
  const call = fieldsOf(called.events['workflow_call']);
  const definitions = fieldsOf(call['inputs']);
  const given = fieldsOf(job.fields['with']);
  const names = Object.keys(given);
  const missing = Object.entries(definitions).filter(
    ([name, input]) => fieldsOf(input)['required'] === true && !names.includes(name),
  );
  const literal = Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value !== 'object'));
  const { problems } = typedInputs(
    Object.fromEntries(Object.entries(definitions).filter(([name]) => name in literal)),
    literal,
  );
  const unknown = names.filter((name) => !(name in definitions) && !(name in literal));
  return [
    ...missing.map(([name]) => `${called.path}: input '${name}' is required, but not provided`),
    ...[...problems, ...unknown.map((name) => `Unexpected input '${name}'`)].map(
      (each) => `${called.path}: ${each}`,
    ),
    ...secretProblems(job, called),
  ];
}

function secretProblems(job: JobDefinition, called: Workflow): readonly string[] {
  if (job.fields['secrets'] === 'inherit') return [];
  const wanted = fieldsOf(fieldsOf(called.events['workflow_call'])['secrets']);
  const passed = Object.keys(fieldsOf(job.fields['secrets']));
  return [
    ...Object.entries(wanted)
      .filter(([name, secret]) => fieldsOf(secret)['required'] === true && !passed.includes(name))
      .map(([name]) => `${called.path}: secret '${name}' is required, but not provided`),
    ...passed
      .filter((name) => !(name in wanted))
      .map((name) => `${called.path}: invalid secret, '${name}' is not defined in the referenced workflow`),
  ];
}
