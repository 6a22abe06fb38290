import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWholeArchive } from '../artifact/archive-file.ts';
import { describeArtifact, digestsIn, type StoredArtifact } from '../artifact/store.ts';
import { storeArtifact } from '../artifact/store-artifact.ts';
import { UserError } from '../errors.ts';
import type { KeptArtifact, KeptArtifacts } from '../github/kept-artifacts.ts';
import type { Digest, Release } from '../release/release.ts';
import type { Project } from './project.ts';

/** No artifact is larger. */
const MOST_BYTES = 512 * 1024 * 1024;

/** The file that a step was given, in the home's store. `UserError` digest-mismatch when it is not the one it was said to be. */
export async function adoptArtifact(project: Project, path: string, digest: Digest): Promise<StoredArtifact> {
  const bytes = await readWholeArchive(path, MOST_BYTES);
  const found = sha256Of(bytes);
  if (found === digest) return store(project, bytes, digest);
  throw new UserError({
    code: 'digest-mismatch',
    message: `Expected ${path} to be the artifact ${digest}; its bytes are ${found}.`,
    remedy:
      'Pass the file and the digest that `package-artifact` gave, and never the digest of a zip around it.',
  });
}

/**
 * The artifact of a release, from the home, else from a run that still keeps it, else from a GitHub release. Bytes that are
 * not the release's count as none. `undefined` for one that is kept nowhere.
 */
export async function fetchArtifact(
  project: Project,
  kept: KeptArtifacts,
  release: Release,
): Promise<StoredArtifact | undefined> {
  const atHome = await wholeAtHome(project, release);
  if (atHome !== undefined) return atHome;
  for (const places of [() => kept.ofRuns(release), () => kept.ofReleases(release)])
    for (const place of await places()) {
      const bytes = await wholeBytes(place, release);
      if (bytes !== undefined) return store(project, bytes, release.digest);
    }
  return undefined;
}

/** Whether it could be fetched, by its name alone. */
export async function isKept(project: Project, kept: KeptArtifacts, release: Release): Promise<boolean> {
  if (await isAtHome(project, release)) return true;
  return (await kept.ofRuns(release)).length > 0 || (await kept.ofReleases(release)).length > 0;
}

async function isAtHome({ home }: Project, { digest }: Release): Promise<boolean> {
  return (await digestsIn(home.artifacts)).includes(digest);
}

/** A damaged one must not stand in the way of a whole one that is kept elsewhere. */
async function wholeAtHome(project: Project, release: Release): Promise<StoredArtifact | undefined> {
  if (!(await isAtHome(project, release))) return undefined;
  const path = join(project.home.artifacts, release.digest);
  const bytes = await readWholeArchive(path, MOST_BYTES);
  return sha256Of(bytes) === release.digest ? describeArtifact(path, release.digest) : undefined;
}

async function wholeBytes(place: KeptArtifact, { digest }: Release): Promise<Buffer | undefined> {
  const bytes = await place.bytes();
  return bytes !== undefined && sha256Of(bytes) === digest ? bytes : undefined;
}

/** Its manifest is read from a file, so it is one before it is in the store. */
async function store({ home }: Project, bytes: Buffer, digest: Digest): Promise<StoredArtifact> {
  await mkdir(home.scratch, { recursive: true });
  const draft = join(home.scratch, `${randomUUID()}.tgz`);
  try {
    await writeFile(draft, bytes);
    const { manifest } = await describeArtifact(draft, digest);
    return await storeArtifact(home.artifacts, bytes, manifest);
  } finally {
    await rm(draft, { force: true });
  }
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
