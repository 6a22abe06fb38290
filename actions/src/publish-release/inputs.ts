import { z } from 'zod';
import { digestInput } from '../runner/inputs.ts';

export const inputs = z.strictObject({
  artifact: z.string(),
  'artifact-digest': digestInput(),
  release: z.string(),
  evidence: z.string().default('.tidegate/evidence'),
  changelog: z.string().default('CHANGELOG.md'),
  token: z.string(),
  'working-directory': z.string().default('.'),
});

export type PublishInputs = z.output<typeof inputs>;
