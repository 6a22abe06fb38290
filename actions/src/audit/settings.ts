import { z } from 'zod';
import { SEVERITIES } from '../advisories/severity.ts';

/** What the policy has the audit demand of the workspace that is built. */
export const auditSettings = z.strictObject({
  level: z.enum(SEVERITIES).describe('An advisory of this severity or worse shuts the gate.'),
  scope: z
    .enum(['production', 'all'])
    .default('production')
    .describe('What the application is run with, or whatever its lock file has.'),
  exceptions: z
    .string()
    .min(1)
    .optional()
    .describe('A file of exceptions, each with its owner, reason and last day.'),
});
