import { z } from 'zod';

const RESULTS = ['success', 'failure', 'cancelled', 'skipped'] as const;
const needsSchema = z.record(z.string(), z.looseObject({ result: z.enum(RESULTS) }));

/** The jobs and how each ended. https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#needs-context */
export type Needs = z.output<typeof needsSchema>;

const needs = z.string().transform((text, context): Needs => {
  const parsed = needsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'expected ${{ toJSON(needs) }}' });
  return z.NEVER;
});

export const inputs = z.strictObject({
  needs,
  'may-skip': z
    .string()
    .default('')
    .transform((text) => text.split(/\s+/).filter((name) => name !== '')),
  token: z.string().optional(),
  'status-commit': z
    .string()
    .regex(/^[0-9a-f]{40}$/, 'expected a full commit hash')
    .optional(),
});

export type Inputs = z.output<typeof inputs>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
