import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';
import { systemFiles } from '../ports/files.ts';
import type { Digest } from '../release/release.ts';
import { readWholeArchive } from './archive-file.ts';
import { DEFAULT_LIMITS, type ArtifactLimits } from './limits.ts';
import type { Manifest } from './manifest.ts';
import { unpack } from './unpack.ts';

/**
 * Unpacks the artifact into `into`, which must not exist yet, and leaves it read-only and durable. Everything is checked:
 * the digest before anything else, each entry before and after it is written. A refusal is a `UserError` (digest-mismatch,
 * entry-refused, entry-unlisted, archive-too-large, artifact-unreadable, manifest-invalid, platform-mismatch,
 * unknown-artifact) and leaves nothing behind.
 *
 * An ordinary user can rename a read-only folder only within its parent (rename(2), EACCES): unpack beside the place
 * where the release is to be.
 */
export async function openArtifact(request: {
  archive: string;
  digest: Digest;
  into: string;
  limits?: ArtifactLimits;
}): Promise<Manifest> {
  const limits = request.limits ?? DEFAULT_LIMITS;
  // Held in memory, so that what is unpacked is what was checked, whatever happens to the file meanwhile.
  const bytes = await readWholeArchive(request.archive, limits.archiveBytes);
  assertDigest(bytes, request);
  await mkdir(request.into, { mode: 0o700 });
  try {
    return await unpack({ bytes, into: request.into, limits });
  } catch (error) {
    throw await removeAfter(error, request.into);
  }
}

function assertDigest(bytes: Buffer, expected: { archive: string; digest: Digest }): void {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === expected.digest) return;
  throw new UserError({
    code: 'digest-mismatch',
    message: `Expected ${expected.archive} to have the digest ${expected.digest}, found ${found}.`,
    remedy: 'Fetch the artifact again. If it still differs, somebody has changed it: do not use it.',
  });
}

/** The error to throw: always the first one, which also tells of a failed removal. */
async function removeAfter(error: unknown, folder: string): Promise<unknown> {
  try {
    await systemFiles.removeTree(folder);
    return error;
  } catch (removal) {
    const left = `${folder} could not be removed (${messageOf(removal)}): remove it by hand.`;
    if (!(error instanceof UserError)) return new AggregateError([error, removal], left);
    const { code, message, remedy } = error;
    return new UserError({ code, message, remedy: `${remedy} ${left}`, cause: error });
  }
}
