import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { isSystemError, UserError } from '../errors.ts';
import { systemFiles as files } from '../ports/files.ts';

/** What the tests of an artifact covered, and of which sources. One file, so that a crash leaves it whole or not at all. */
const keptSchema = z.strictObject({
  version: z.literal(1),
  sourceHash: z.string(),
  /** sha256 of `report`. */
  reportHash: z.string(),
  /** The text of Istanbul’s coverage-final.json. */
  report: z.string(),
});

const NAME = 'coverage.json';

export async function keepMeasured(
  folder: string,
  { report, sourceHash }: { report: string; sourceHash: string },
): Promise<void> {
  const kept: z.input<typeof keptSchema> = { version: 1, sourceHash, reportHash: hashOf(report), report };
  const draft = join(folder, `.${randomUUID()}.draft`);
  await files.makeFolder(folder);
  try {
    await files.writeDurably(draft, JSON.stringify(kept), 0o644);
    await files.rename(draft, join(folder, NAME));
  } catch (error) {
    await files.unlink(draft).catch(() => undefined);
    throw error;
  }
  await files.syncFolder(folder);
}

/** The report that was kept. `UserError` coverage-missing, coverage-invalid for one that was changed, coverage-stale. */
export async function keptReport(folder: string, sourceHash: string): Promise<string> {
  const kept = keptSchema.safeParse(await read(join(folder, NAME)));
  if (!kept.success || kept.data.reportHash !== hashOf(kept.data.report))
    throw refusal('coverage-invalid', 'whole, as the tests left it; it was changed since');
  if (kept.data.sourceHash === sourceHash) return kept.data.report;
  throw refusal('coverage-stale', `of the sources ${sourceHash}; it is of ${kept.data.sourceHash}`);
}

async function read(path: string): Promise<unknown> {
  try {
    return JSON.parse(await files.readText(path)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (isSystemError(error, 'ENOENT')) throw refusal('coverage-missing', 'there; there is none');
    throw error;
  }
}

function refusal(code: 'coverage-missing' | 'coverage-invalid' | 'coverage-stale', what: string): UserError {
  return new UserError({
    code,
    message: `Expected what the tests of this artifact covered to be ${what}.`,
    remedy:
      'Put the gate tests before this one. If its evidence is there already, remove that (`tests.json` below evidence/<digest>), and they run again.',
  });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
