import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import type { WorkflowTemplate } from '@actions/workflow-parser/model/workflow-template';
import { fieldsOf, textOf, valueOf, wordsOf, type Plain, type Value } from './value.ts';

export interface StepDefinition {
  readonly id: string | undefined;
  /** With `success() &&` before it where it asks for no status itself. */
  readonly condition: string;
  readonly fields: Readonly<Record<string, Value>>;
}

export interface JobDefinition {
  readonly id: string;
  readonly needs: readonly string[];
  readonly condition: string;
  readonly fields: Readonly<Record<string, Value>>;
  readonly steps: readonly StepDefinition[];
}

export interface Workflow {
  readonly path: string;
  readonly name: string;
  readonly events: Readonly<Record<string, Value>>;
  readonly fields: Readonly<Record<string, Value>>;
  readonly jobs: readonly JobDefinition[];
  /** Why GitHub would not start it. */
  readonly problems: readonly string[];
}

export async function readWorkflow(path: string, content: string): Promise<Workflow> {
  const { value, context } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter());
  const problems = context.errors.getErrors().map(({ message }) => message);
  if (value === undefined || problems.length > 0) return unreadable(path, problems);
  const template = await convertWorkflowTemplate(context, value);
  const fields = fieldsOf(valueOf(value));
  const found = [
    ...context.errors.getErrors().map(({ message }) => message),
    ...template.jobs.flatMap(({ id, if: condition }) => wrapped(String(id), condition.expression)),
  ];
  if (found.length > 0) return unreadable(path, found);
  return {
    path,
    name: textOf(fields['name'] as Plain) || path,
    events: eventsOf(fields['on']),
    fields,
    jobs: Object.entries(fieldsOf(fields['jobs'])).map(([id, job], at) =>
      jobOf(id, fieldsOf(job), template.jobs[at]),
    ),
    problems: [],
  };
}

/**
 * The parser takes what stands around `${{ }}` in a block scalar for text, which makes a condition that is always true. Where
 * GitHub folds the lines it may not be, but nobody should have to know: https://docs.zizmor.sh/audits/#unsound-condition
 */
function wrapped(id: string, condition: string): string[] {
  if (!/^format\('\s*\{0\}\s*',/.test(condition)) return [];
  return [`The condition of ${id} is text around an expression, which is always true: leave \${{ }} out.`];
}

function unreadable(path: string, problems: readonly string[]): Workflow {
  return { path, name: path, events: {}, fields: {}, jobs: [], problems };
}

/** `on: push`, `on: [push]` and `on: {push: …}` are one. */
function eventsOf(on: Value | undefined): Record<string, Value> {
  if (typeof on === 'string' || Array.isArray(on))
    return Object.fromEntries(wordsOf(on as Value).map((name) => [name, null]));
  return { ...fieldsOf(on) };
}

function jobOf(
  id: string,
  fields: Readonly<Record<string, Value>>,
  job: WorkflowTemplate['jobs'][number] | undefined,
): JobDefinition {
  const steps = job?.type === 'job' ? job.steps : [];
  const given = Array.isArray(fields['steps']) ? (fields['steps'] as readonly Value[]) : [];
  return {
    id,
    needs: wordsOf(fields['needs']),
    condition: job?.if.expression ?? 'success()',
    fields,
    steps: given.map((step, at) => stepOf(fieldsOf(step), steps[at]?.if?.expression)),
  };
}

function stepOf(fields: Readonly<Record<string, Value>>, condition: string | undefined): StepDefinition {
  return { id: textOf(fields['id'] as Plain) || undefined, condition: condition ?? 'success()', fields };
}
