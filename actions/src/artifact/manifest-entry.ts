import { buffer } from 'node:stream/consumers';
import { UserError } from '../errors.ts';
import type { ArchiveEntry } from './entries.ts';
import { tooLarge, type ArtifactLimits } from './limits.ts';
import { MANIFEST_FILE } from './layout.ts';
import { parseManifest, type Manifest } from './manifest.ts';

/**
 * Reads the manifest, which comes first so that everything behind it is checked as it comes, and leaves the other entries
 * unread. `UserError` manifest-invalid when it is missing, comes later or is damaged, archive-too-large when it is over
 * the limit.
 */
export async function readManifestEntry(
  entries: AsyncGenerator<ArchiveEntry, void>,
  limits: ArtifactLimits,
): Promise<{ manifest: Manifest; bytes: Buffer }> {
  const { value: entry } = await entries.next();
  if (entry?.path !== MANIFEST_FILE || entry.mode !== 0o644) throw notFirst(entry ?? undefined);
  if (entry.bytes > limits.manifestBytes) {
    throw tooLarge({ what: 'The manifest', limit: `${limits.manifestBytes} bytes` });
  }
  const bytes = await buffer(entry.content);
  return { manifest: parseManifest(bytes.toString()), bytes };
}

function notFirst(entry: ArchiveEntry | undefined): UserError {
  const found = entry ? `${JSON.stringify(entry.path)} with the mode ${entry.mode.toString(8)}` : 'nothing';
  return new UserError({
    code: 'manifest-invalid',
    message: `Expected the archive to begin with ${MANIFEST_FILE} with the mode 644, found ${found}.`,
    remedy: 'Make sure that the file is an artifact made by Tidegate.',
  });
}
