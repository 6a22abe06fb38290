import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

/** This checkout’s own. */
const POLICY = new URL('../../../../../.github/tidegate.yml', import.meta.url);
const shape = z.looseObject({ environments: z.tuple([z.looseObject({})], z.unknown()) });

/** A policy file with the open values of its environments, in the order of promotion; each is called as its NODE_ENV. */
export function policyWith(
  configurations: Readonly<Record<string, Readonly<Record<string, string>>>>,
  config: Readonly<Record<string, unknown>> = {},
): string {
  const ours = shape.parse(parse(readFileSync(POLICY, 'utf8')));
  const environments = Object.entries(configurations).map(([name, configuration]) => ({
    ...ours.environments[0],
    name,
    nodeEnv: name,
    gates: ['config'],
    configuration,
  }));
  return stringify({ ...ours, local: { portBase: 4100 }, gates: { config }, environments });
}
