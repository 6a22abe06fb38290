import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NoOperationTraceWriter } from '@actions/workflow-parser';
import { convertActionTemplate, parseAction } from '@actions/workflow-parser/actions/index';
import type { StepDefinition } from './read-workflow.ts';
import { fieldsOf, textOf, valueOf, type Plain, type Value } from './value.ts';

export interface Action {
  readonly folder: string;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Value>>;
  readonly runs: Readonly<Record<string, Value>>;
  readonly steps: readonly StepDefinition[];
}

export async function readAction(folder: string): Promise<Action> {
  const content = await firstOf(folder, ['action.yml', 'action.yaml']);
  if (content === undefined)
    throw new Error(
      `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${folder}'. Did you forget to run actions/checkout before running your local action?`,
    );
  const { value, context } = parseAction(
    { name: join(folder, 'action.yml'), content },
    new NoOperationTraceWriter(),
  );
  const converted = value === undefined ? undefined : convertActionTemplate(context, value);
  const problems = context.errors.getErrors().map(({ message }) => message);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const fields = fieldsOf(valueOf(value));
  const runs = fieldsOf(fields['runs']);
  const known = converted?.runs.using === 'composite' ? converted.runs.steps : [];
  return {
    folder,
    inputs: fieldsOf(fields['inputs']),
    outputs: fieldsOf(fields['outputs']),
    runs,
    steps: (Array.isArray(runs['steps']) ? (runs['steps'] as readonly Value[]) : []).map((step, at) => ({
      id: textOf(fieldsOf(step)['id'] as Plain) || undefined,
      condition: known[at]?.if?.expression ?? 'success()',
      fields: fieldsOf(step),
    })),
  };
}

async function firstOf(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const content = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (content !== undefined) return content;
  }
  return undefined;
}
