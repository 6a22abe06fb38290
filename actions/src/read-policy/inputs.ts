import { z } from 'zod';

export const inputs = z.strictObject({
  policy: z.string().default('.github/tidegate.yml'),
  token: z.string(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}$/, 'expected a full commit hash')
    .optional(),
  environments: z
    .string()
    .transform((text) => text.split(/\s+/).filter((name) => name !== ''))
    .optional(),
});

export type Inputs = z.output<typeof inputs>;
