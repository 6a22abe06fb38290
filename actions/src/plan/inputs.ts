import { z } from 'zod';
import { digestInput, linesInput } from '../runner/inputs.ts';

export const inputs = z.strictObject({
  environment: z.string(),
  artifact: z.string(),
  'artifact-digest': digestInput(),
  token: z.string(),
  secrets: linesInput(),
  policy: z.string().default('.github/tidegate.yml'),
  evidence: z.string().default('.tidegate/evidence'),
});

export type PlanInputs = z.output<typeof inputs>;
