import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemFiles } from '../ports/files.ts';
import { releaseOf, type Digest } from '../release/release.ts';
import type { Manifest } from './manifest.ts';
import type { StoredArtifact } from './store.ts';
import { isSystemError } from '../errors.ts';

/**
 * Puts the archive into the store under its digest: whole and durable, or not at all. What is stored already stays as it
 * is, unless its bytes are damaged.
 */
export async function storeArtifact(
  store: string,
  archive: Buffer,
  manifest: Manifest,
): Promise<StoredArtifact> {
  const digest = digestOf(archive);
  const path = join(store, digest);
  await mkdir(store, { recursive: true });
  if ((await digestOfFile(path)) !== digest) await writeWhole(archive, { store, path });
  const { version, commit } = manifest;
  return { digest, path, release: releaseOf({ version, commit, digest }), manifest };
}

function digestOf(bytes: Buffer): Digest {
  return createHash('sha256').update(bytes).digest('hex') as Digest;
}

async function digestOfFile(path: string): Promise<Digest | undefined> {
  return readFile(path).then(digestOf, (error: unknown) => {
    // What is no file is in the way: putting the archive in its place will say so.
    if (isSystemError(error, 'ENOENT', 'EISDIR')) return undefined;
    throw error;
  });
}

async function writeWhole(archive: Buffer, place: { store: string; path: string }): Promise<void> {
  const unfinished = join(place.store, `.${randomUUID()}.unfinished`);
  try {
    const file = await open(unfinished, 'wx', 0o644);
    try {
      await file.writeFile(archive);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, place.path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await systemFiles.syncFolder(place.store);
}
