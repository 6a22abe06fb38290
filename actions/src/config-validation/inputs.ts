import { z } from 'zod';
import { COMMON_INPUTS, linesInput } from '../runner/inputs.ts';

const optional = z.string().trim().optional();
const variableNames = linesInput().refine(
  (names) =>
    names.every(
      (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/^(?:INPUT|GITHUB|RUNNER|ACTIONS)_/i.test(name),
    ),
  'expected names of variables, one a line; not of the runner’s own',
);
const someNames = linesInput().transform((names) => (names.length === 0 ? undefined : names));

/** What the policy says in place of the inputs: two places must not say what is acceptable. */
const FROM_POLICY = [
  'node-env',
  'example',
  'sources',
  'least-secret-length',
  'also-read',
  'may-differ',
  'may-be-private',
  'unknown-variables',
] as const;

const NODE_ENVS = ['development', 'staging', 'production', 'test'] as const;

const shape = z.strictObject({
  ...COMMON_INPUTS,
  environment: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes, at most 40'),
  'node-env': z.enum(NODE_ENVS, { error: `expected one of ${NODE_ENVS.join(', ')}` }).optional(),
  artifact: optional,
  contract: optional,
  files: linesInput(),
  variables: variableNames,
  secrets: variableNames,
  vars: z.string().optional(),
  url: z
    .string()
    .trim()
    .transform((text) => URL.parse(text))
    .refine(
      (url): url is URL => url !== null && isPlainWebAddress(url),
      'expected http:// or https:// and no password',
    )
    .optional(),
  example: optional,
  sources: someNames,
  mirrors: optional,
  fingerprints: optional,
  'fingerprint-key': optional,
  'least-secret-length': z
    .string()
    .trim()
    .regex(/^\d{1,3}$/, 'expected a whole number from 8 to 256')
    .transform(Number)
    .refine((length) => length >= 8 && length <= 256, 'expected a whole number from 8 to 256')
    .optional(),
  'also-read': someNames,
  'may-differ': someNames,
  'may-be-private': someNames,
  'unknown-variables': z.enum(['note', 'refuse'], { error: 'expected note or refuse' }).optional(),
});

export const inputs = shape.superRefine((given, context) => {
  for (const message of contradictionsIn(given)) context.addIssue({ code: 'custom', message });
});

export type Inputs = z.output<typeof shape>;

function contradictionsIn(given: Inputs): string[] {
  return [
    given.artifact !== undefined && given.contract !== undefined
      ? 'artifact, contract: expected one of the two, found both.'
      : undefined,
    given.artifact !== undefined && given['artifact-digest'] === undefined
      ? 'artifact-digest: expected it beside artifact, found none: the bytes must be the ones that were meant.'
      : undefined,
    given.contract !== undefined && given['artifact-digest'] !== undefined && given.artifact === undefined
      ? 'contract: expected artifact beside artifact-digest: evidence about an artifact is by its own contract.'
      : undefined,
    given.policy === undefined && given['node-env'] === undefined && !isNodeEnv(given.environment)
      ? `node-env: expected it, since the environment ${given.environment} does not say by its name what it is.`
      : undefined,
    ...FROM_POLICY.filter((name) => given.policy !== undefined && given[name] !== undefined).map(
      (name) => `${name}: expected it in the policy alone, found it beside policy.`,
    ),
  ].filter((message) => message !== undefined);
}

export function isNodeEnv(name: string): name is (typeof NODE_ENVS)[number] {
  return NODE_ENVS.some((known) => known === name);
}

function isPlainWebAddress({ protocol, username, password }: URL): boolean {
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}
