import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { UserError } from '../errors.ts';
import { readEntries, refusedEntry, type ArchiveEntry } from './entries.ts';
import { collisionKey, pathProblem } from './entry-paths.ts';
import { inflate } from './inflate.ts';
import { MANIFEST_FILE } from './layout.ts';
import { tooLarge, type ArtifactLimits } from './limits.ts';
import type { Manifest, ManifestFile } from './manifest.ts';
import { readManifestEntry } from './manifest-entry.ts';
import { assertRunsHere } from './platform.ts';
import { sealFolders, writeReadOnly } from './read-only.ts';

/**
 * Unpacks the bytes of an archive into the empty folder: each entry is checked before and after it is written. What is
 * written by the time of a refusal stays there.
 */
export async function unpack(request: {
  bytes: Buffer;
  into: string;
  limits: ArtifactLimits;
}): Promise<Manifest> {
  const { bytes, into, limits } = request;
  const tar = inflate({
    source: Readable.from(piecesOf(bytes)),
    archiveBytes: bytes.length,
    limitBytes: limits.unpackedBytes,
  });
  const entries = readEntries(tar, limits);
  try {
    const { manifest, bytes: manifestBytes } = await readManifestEntry(entries, limits);
    assertRunsHere(manifest);
    assertFits(manifest, limits);
    await writeFiles(entries, manifest, into);
    await writeReadOnly(join(into, MANIFEST_FILE), { content: [manifestBytes], executable: false });
    await sealFolders(into, manifest.files);
    return manifest;
  } finally {
    await entries.return();
  }
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536);
}

/** Told from the manifest, before one byte is written: an entry of another size than listed is refused by itself. */
function assertFits({ files }: Manifest, limits: ArtifactLimits): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= limits.unpackedBytes) return;
  throw tooLarge({
    what: `The ${bytes} bytes that the manifest lists`,
    limit: `${limits.unpackedBytes} bytes`,
  });
}

async function writeFiles(
  entries: AsyncIterable<ArchiveEntry>,
  manifest: Manifest,
  into: string,
): Promise<void> {
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const seen = new Set([collisionKey(MANIFEST_FILE)]);
  for await (const entry of entries) {
    const file = listedFile(entry, { listed, seen });
    seen.add(collisionKey(entry.path));
    await mkdir(dirname(join(into, file.path)), { recursive: true, mode: 0o700 });
    const found = await writeReadOnly(join(into, file.path), {
      content: entry.content,
      executable: file.executable,
    });
    if (found !== file.sha256) throw otherContent(file.path, `sha256 ${file.sha256}`, found);
  }
  const missing = manifest.files.filter(({ path }) => !seen.has(collisionKey(path)));
  if (missing.length > 0) {
    throw unlisted(`lacks files that its manifest lists: ${missing.map(({ path }) => path).join(', ')}`);
  }
}

/** What the manifest says of the entry, when everything that can be known before reading its content is right. */
function listedFile(
  entry: ArchiveEntry,
  known: { listed: ReadonlyMap<string, ManifestFile>; seen: ReadonlySet<string> },
): ManifestFile {
  const { path, bytes, mode } = entry;
  const problem = pathProblem(path);
  if (problem !== undefined) throw refusedEntry(path, problem);
  if (known.seen.has(collisionKey(path))) throw refusedEntry(path, 'is there twice');
  const file = known.listed.get(path);
  if (file === undefined)
    throw unlisted(`holds a file that its manifest does not list: ${JSON.stringify(path)}`);
  if (mode !== (file.executable ? 0o755 : 0o644))
    throw refusedEntry(path, `has the mode ${mode.toString(8)}`);
  if (bytes !== file.bytes) throw otherContent(path, `${file.bytes} bytes`, String(bytes));
  return file;
}

function unlisted(problem: string): UserError {
  return new UserError({
    code: 'entry-unlisted',
    message: `The archive ${problem}.`,
    remedy: 'Do not use this archive. Build the artifact again.',
  });
}

function otherContent(path: string, expected: string, found: string): UserError {
  return new UserError({
    code: 'digest-mismatch',
    message: `Expected ${path} to have ${expected} as the manifest says, found ${found}.`,
    remedy: 'Do not use this archive. Build the artifact again.',
  });
}
