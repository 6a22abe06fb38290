import { z } from 'zod';
import { digestInput, linesInput } from '../runner/inputs.ts';

export const inputs = z.strictObject({
  environment: z.string(),
  artifact: z.string(),
  'artifact-digest': digestInput(),
  'plan-hash': z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'expected the 16 hexadecimal digits that `plan` gives')
    .optional(),
  token: z.string(),
  secrets: linesInput(),
  policy: z.string().default('.github/tidegate.yml'),
  evidence: z.string().optional(),
  'comment-author': z.string().default('github-actions[bot]'),
  'seal-key': z.string().min(16, 'expected at least 16 characters').optional(),
});

export type DeployInputs = z.output<typeof inputs>;
