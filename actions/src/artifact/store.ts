import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDigest, releaseOf, type Digest, type Release } from '../release/release.ts';
import type { Manifest } from './manifest.ts';
import { readManifest } from './read-manifest.ts';
import { isSystemError } from '../errors.ts';

export interface StoredArtifact {
  readonly digest: Digest;
  readonly path: string;
  readonly release: Release;
  readonly manifest: Manifest;
}

/**
 * Every artifact of the store, by digest; none when there is no store yet. Their digests are not checked: that is done on
 * opening. `UserError` of `readManifest` when one is damaged.
 */
export async function listArtifacts(store: string): Promise<readonly StoredArtifact[]> {
  const digests = await digestsIn(store);
  return Promise.all(digests.map((digest) => describeArtifact(join(store, digest), digest)));
}

/** The names of the store's files, which are their digests. */
export async function digestsIn(store: string): Promise<readonly Digest[]> {
  const names = await readdir(store).catch((error: unknown): string[] => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  return names.filter(isDigest).sort();
}

export async function describeArtifact(path: string, digest: Digest): Promise<StoredArtifact> {
  const manifest = await readManifest(path);
  const { version, commit } = manifest;
  return { digest, path, release: releaseOf({ version, commit, digest }), manifest };
}

function isDigest(name: string): name is Digest {
  return parseDigest(name) === name;
}
