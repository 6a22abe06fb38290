import { z } from 'zod';
import { booleanInput, linesInput } from '../runner/inputs.ts';

export const inputs = z.strictObject({
  environment: z.string(),
  release: z.string().optional(),
  reason: z.string(),
  'choose-only': booleanInput(),
  token: z.string(),
  secrets: linesInput(),
  policy: z.string().default('.github/tidegate.yml'),
});

export type RollbackInputs = z.output<typeof inputs>;
