import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { messageOf, UserError } from '../errors.ts';
import { fromAllowlist, isAuditCi } from './audit-ci.ts';
import { exceptionSchema, MOST_DAYS, type ReadException } from './exception.ts';

const fileSchema = z.strictObject({ exceptions: z.array(z.unknown()) });

/**
 * Reads a file of exceptions, its own form in YAML or JSON or an audit-ci configuration. Every one that is no whole contract
 * is named at once, in a UserError `exceptions-invalid`: none of them is applied in part.
 */
export async function readExceptions(facts: {
  folder: string;
  path: string;
  now: Date;
}): Promise<ReadException[]> {
  const { folder, path, now } = facts;
  const { drafts, problems } = draftsIn(path, await valueIn(folder, path));
  const read = drafts.map((draft, index) => readOne(draft, { place: `${path}, no. ${index + 1}`, now }));
  const all = [...problems, ...read.flatMap((one) => ('problem' in one ? [one.problem] : []))];
  if (all.length > 0) throw invalid(all);
  return read.flatMap((one) => ('exception' in one ? [one.exception] : []));
}

async function valueIn(folder: string, path: string): Promise<unknown> {
  try {
    const text = await readFile(join(folder, path), 'utf8');
    if (['.yml', '.yaml'].includes(extname(path))) {
      const { FAILSAFE_SCHEMA, load } = await import('js-yaml');
      return load(text, { schema: FAILSAFE_SCHEMA });
    }
    const { default: stripJsonComments } = await import('strip-json-comments');
    return JSON.parse(stripJsonComments(text, { trailingCommas: true })) as unknown;
  } catch (cause) {
    throw invalid([`${path} can’t be read: ${messageOf(cause)}`], cause);
  }
}

function draftsIn(path: string, value: unknown): { drafts: readonly unknown[]; problems: readonly string[] } {
  if (isAuditCi(path, value)) return fromAllowlist(path, value);
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return { drafts: parsed.data.exceptions, problems: [] };
  return { drafts: [], problems: [`${path}: expected one list, exceptions: […], and nothing beside it`] };
}

function readOne(
  draft: unknown,
  { place, now }: { place: string; now: Date },
): { exception: ReadException } | { problem: string } {
  const parsed = exceptionSchema.safeParse(draft);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
    return { problem: `${place}: ${mistakes.join('; ')}` };
  }
  const latest = new Date(now.getTime() + MOST_DAYS * 86_400_000).toISOString().slice(0, 10);
  if (parsed.data.expires > latest)
    return { problem: `${place}: expires: expected at most ${MOST_DAYS} days from now, ${latest}` };
  return { exception: { ...parsed.data, place } };
}

function invalid(problems: readonly string[], cause?: unknown): UserError {
  return new UserError({
    code: 'exceptions-invalid',
    message: `Expected exceptions without mistakes, found ${problems.length}:\n${problems.join('\n')}`,
    remedy: 'Each needs advisory, package, versions, path, owner, reason and expires. The README shows one.',
    cause,
  });
}
