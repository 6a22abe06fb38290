import { z } from 'zod';
import { UserError } from '../errors.ts';
import { nearestName } from '../policy/nearest-name.ts';
import { parseDigest } from '../release/release.ts';
import type { Runner } from './runner.ts';

/** Inputs are text; every schema says what it makes of it. */
export type InputsSchema<Inputs> = z.ZodType<Inputs, Record<string, string | undefined>> & {
  readonly shape: Readonly<Record<string, z.ZodType>>;
};

/** What every gate's action takes. */
export const COMMON_INPUTS = {
  'artifact-digest': digestInput().optional(),
  release: z.string().default('artifact'),
  evidence: z.string().default('.tidegate/evidence'),
  policy: z.string().optional(),
  'working-directory': z.string().default('.'),
} as const;

/** `true` or `false`, the two that `action.yml` can say. */
export function booleanInput(): z.ZodType<boolean, string | undefined> {
  return z
    .enum(['true', 'false'], { error: 'expected true or false' })
    .default('false')
    .transform((text) => text === 'true');
}

/** One entry a line; empty lines and lines that begin with `#` are left out. */
export function linesInput(): z.ZodType<readonly string[], string | undefined> {
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#')),
    );
}

export function digestInput(): z.ZodType<NonNullable<ReturnType<typeof parseDigest>>, string> {
  return z
    .string()
    .transform((text) => parseDigest(text))
    .refine((digest) => digest !== undefined, 'expected a sha256: 64 hexadecimal digits');
}

/**
 * The inputs that a step was given, typed; or every mistake in them at once. An empty input is one that was not given, as
 * the runner has it. One that the action does not know is a mistake: the platform only warns of it.
 */
export function readInputs<Inputs>(schema: InputsSchema<Inputs>, runner: Runner): Inputs {
  const given = givenInputs(runner.variables);
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  const parsed = schema.safeParse(given);
  const issues = (parsed.error?.issues ?? []).filter(({ code }) => code !== 'unrecognized_keys');
  const problems = [
    ...unknown.map((name) => unknownInput(name, known)),
    ...issues.map(({ path, message }) => problemOf(path.join('.'), given, message)),
  ];
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new UserError({
    code: 'inputs-invalid',
    message: `Expected inputs without mistakes, found ${problems.length}:\n${problems.join('\n')}`,
    remedy: 'Mend each in the step’s `with:`. The action’s README lists what it takes.',
  });
}

/** The runner's rule for names: upper case, spaces as underscores, dashes as they are. */
function givenInputs(variables: Runner['variables']): Record<string, string> {
  const given = Object.entries(variables).flatMap(([name, value = '']): [string, string][] =>
    name.startsWith('INPUT_') && value.trim() !== '' ? [[name.slice(6).toLowerCase(), value]] : [],
  );
  return Object.fromEntries(given);
}

function unknownInput(name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  const remedy = meant === undefined ? 'Remove it.' : `Did you mean ${meant}?`;
  return `${name}: expected an input that there is. ${remedy}`;
}

function problemOf(name: string, given: Readonly<Record<string, string>>, message: string): string {
  if (name === '') return message;
  return `${name}: ${given[name] === undefined ? 'expected a value, found none' : message}`;
}
