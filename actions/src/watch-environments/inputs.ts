import { z } from 'zod';

export const inputs = z.strictObject({
  environment: z.string().optional(),
  token: z.string(),
  policy: z.string().default('.github/tidegate.yml'),
});

export type WatchInputs = z.output<typeof inputs>;
