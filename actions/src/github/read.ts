import { z } from 'zod';
import { UserError } from '../errors.ts';

/** GitHub's answer in the form that it documents; `UserError` github-unreachable for any other. */
export function read<Content>(content: unknown, schema: z.ZodType<Content>, path: string): Content {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: 'github-unreachable',
    message: `Expected GitHub’s answer to ${path} in its documented form, found: ${z.prettifyError(parsed.error).slice(0, 300)}`,
    remedy: 'Run the job again. If it stays so, GITHUB_API_URL leads to something that is not GitHub.',
  });
}
