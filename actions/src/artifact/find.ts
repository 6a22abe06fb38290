import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { parseDigest, type Digest } from '../release/release.ts';
import { describeArtifact, digestsIn, type StoredArtifact } from './store.ts';

/**
 * The artifact that a person means by a digest, the first eight or more digits of one, a release id, or the path of a
 * file. `UserError` unknown-artifact, with the nearest ones, when there is none or more than one; the errors of
 * `readManifest` when it is damaged.
 */
export async function findArtifact(store: string, reference: string): Promise<StoredArtifact> {
  const digests = await digestsIn(store);
  const matching = await matchingArtifacts({ store, digests }, parseDigest(reference) ?? reference);
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  if (matching.length > 1) throw ambiguous(reference, matching);
  if (!existsSync(reference)) throw unknown(reference, await nearestNames({ store, digests }, reference));
  return describeArtifact(reference, await digestOfFile(reference));
}

interface Store {
  readonly store: string;
  readonly digests: readonly Digest[];
}

async function matchingArtifacts(
  { store, digests }: Store,
  reference: string,
): Promise<readonly StoredArtifact[]> {
  const isStart = isStartOfDigest(reference);
  // A release id ends with the start of its digest: only the archives that can be meant are looked into.
  const start = isStart ? reference : /-([0-9a-f]{8})$/.exec(reference)?.[1];
  if (start === undefined) return [];
  const named = digests.filter((digest) => digest.startsWith(start));
  const found = await Promise.all(named.map((digest) => describeArtifact(join(store, digest), digest)));
  return found.filter(({ release }) => isStart || release.id === reference);
}

/** Named by their ids, a damaged one by its digest; a digest is compared with digests, anything else with those names. */
async function nearestNames({ store, digests }: Store, reference: string): Promise<string[]> {
  const isDigest = isStartOfDigest(reference);
  const named = await Promise.all(
    digests.map(async (digest) => {
      const name = await nameOf(join(store, digest), digest);
      return [isDigest ? digest.slice(0, reference.length) : name, name] as const;
    }),
  );
  const names = new Map(named);
  return nearest(reference, [...names.keys()]).map((key) => names.get(key) ?? key);
}

function nameOf(path: string, digest: Digest): Promise<string> {
  return describeArtifact(path, digest).then(
    ({ release }) => release.id,
    () => digest,
  );
}

function isStartOfDigest(reference: string): boolean {
  return /^[0-9a-f]{8,64}$/.test(reference);
}

function unknown(reference: string, available: readonly string[]): UserError {
  const near = available.length === 0 ? 'The store is empty' : `The nearest are: ${available.join(', ')}`;
  return new UserError({
    code: 'unknown-artifact',
    message: `No artifact is known by ${reference}, and there is no such file. ${near}.`,
    remedy:
      available.length === 0
        ? 'Build one with npm run package.'
        : 'Name one by its release id, its digest or at least the first eight digits of it, or the path of its file.',
  });
}

function ambiguous(reference: string, matching: readonly StoredArtifact[]): UserError {
  return new UserError({
    code: 'unknown-artifact',
    message: `${reference} may mean any of ${matching.map(({ digest }) => digest).join(', ')}.`,
    remedy: 'Give more digits of the digest.',
  });
}

async function digestOfFile(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece);
  return hash.digest('hex') as Digest;
}
