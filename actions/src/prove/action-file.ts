import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { runStep, type Step, type StepEnding } from './run-step.ts';

/** `actions/` of this checkout. */
const ACTIONS = fileURLToPath(new URL('../../', import.meta.url));

const actionFileSchema = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z.record(
    z.string(),
    z.object({
      description: z.string(),
      required: z.boolean().default(false),
      default: z.string().default(''),
    }),
  ),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
  runs: z.object({
    using: z.string(),
    main: z.string(),
    post: z.string().optional(),
    'post-if': z.string().optional(),
  }),
});

export type ActionFile = z.output<typeof actionFileSchema>;

/** The actions that there are: the folders that a workflow can name. */
export async function actionNames(): Promise<string[]> {
  const files = await readdir(ACTIONS, { withFileTypes: true });
  return files
    .filter((file) => file.isDirectory() && !['src', 'dist'].includes(file.name))
    .map(({ name }) => name);
}

/** Those that look and give a verdict: what a defect can be planted for. */
export async function gateActionNames(): Promise<string[]> {
  const names = await actionNames();
  const files = await Promise.all(names.map(readActionFile));
  return names.filter((_name, index) => files[index]?.outputs['verdict'] !== undefined);
}

export async function readActionFile(name: string): Promise<ActionFile> {
  return actionFileSchema.parse(parse(await readFile(join(ACTIONS, name, 'action.yml'), 'utf8')));
}

/** Runs a built action as a workflow’s `uses:` does: its own defaults first, then what the step gives. */
export async function runAction(name: string, step: Omit<Step, 'program'>): Promise<StepEnding> {
  const { inputs, runs } = await readActionFile(name);
  const defaults = Object.entries(inputs).map(([input, facts]) => [input, facts.default] as const);
  const program = join(ACTIONS, name, runs.main);
  return runStep({ ...step, program, inputs: { ...Object.fromEntries(defaults), ...step.inputs } });
}
