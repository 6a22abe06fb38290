import { UserError } from '../errors.ts';
import { openArchive } from './archive-file.ts';
import { readEntries } from './entries.ts';
import { inflate } from './inflate.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Manifest } from './manifest.ts';
import { readManifestEntry } from './manifest-entry.ts';

/**
 * What the archive says of itself, for lists and plans: neither its digest nor its files are checked, and no more of it
 * is inflated than the manifest. The same errors as `openArtifact`.
 */
export async function readManifest(archive: string): Promise<Manifest> {
  const { file, bytes } = await openArchive(archive);
  try {
    const source = file.createReadStream({ autoClose: false });
    const tar = inflate({ source, archiveBytes: bytes, limitBytes: DEFAULT_LIMITS.unpackedBytes });
    const entries = readEntries(tar, DEFAULT_LIMITS);
    try {
      return (await readManifestEntry(entries, DEFAULT_LIMITS)).manifest;
    } finally {
      await entries.return();
    }
  } catch (error) {
    throw error instanceof UserError ? naming(archive, error) : error;
  } finally {
    await file.close();
  }
}

/** A list reads many archives: the message must say which one. */
function naming(archive: string, error: UserError): UserError {
  const { code, message, remedy } = error;
  return new UserError({ code, message: `${archive}: ${message}`, remedy, cause: error });
}
