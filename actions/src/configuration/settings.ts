import { z } from 'zod';
import { DEFAULT_DEMANDS, type ConfigDemands } from './facts.ts';

/** `gates.config` of the policy. */
export const configSettings = z.strictObject({
  example: z
    .string()
    .optional()
    .describe('The example file: its values are placeholders, and it shows every variable there is.'),
  sources: names().describe('Folders and files whose reads of the environment the contract must know.'),
  leastSecretLength: z
    .int()
    .min(8)
    .max(256)
    .default(DEFAULT_DEMANDS.leastSecretLength)
    .describe('The fewest characters of a secret.'),
  alsoRead: names().describe('Variables that something beside the application reads.'),
  mayDiffer: names().describe('Variables that staging or production may have alone, or share.'),
  mayBePrivate: names().describe('Variables whose web address may be inside the network in production.'),
  unknownVariables: z
    .enum(['note', 'refuse'])
    .default(DEFAULT_DEMANDS.unknownVariables)
    .describe('A variable that the contract does not know; one like a name that it knows is always refused.'),
  parity: z
    .boolean()
    .default(true)
    .describe('Whether production must have the variables of the staging before it, and other secrets.'),
});

/** What the config gate demands, by the policy or by default. */
export function configDemands(settings: z.output<typeof configSettings> | undefined): {
  readonly example: string | undefined;
  readonly sources: readonly string[];
  readonly demands: ConfigDemands;
} {
  const { leastSecretLength, alsoRead, mayDiffer, mayBePrivate, unknownVariables } =
    settings ?? DEFAULT_DEMANDS;
  return {
    example: settings?.example,
    sources: settings?.sources ?? [],
    demands: { leastSecretLength, alsoRead, mayDiffer, mayBePrivate, unknownVariables },
  };
}

function names(): z.ZodDefault<z.ZodArray<z.ZodString>> {
  return z.array(z.string().min(1)).default([]);
}
