import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isSystemError, UserError } from '../errors.ts';
import { MANIFEST_FILE } from './layout.ts';
import { parseManifest, type Manifest, type ManifestFile } from './manifest.ts';

/**
 * What is wrong with an unpacked release, a line a problem; empty when every file is as its manifest says and nothing
 * else is there. The manifest itself is not bound to anything here: the ledger's digest was checked when it was unpacked.
 */
export async function verifyUnpacked(folder: string): Promise<readonly string[]> {
  const manifest = await manifestOf(folder);
  if (typeof manifest === 'string') return [manifest];
  const problems: string[] = [];
  for (const file of manifest.files) {
    const problem = await problemOf(file, folder);
    if (problem !== undefined) problems.push(`${file.path} ${problem}`);
  }
  return [...problems, ...(await unlistedIn(folder, manifest))];
}

async function manifestOf(folder: string): Promise<Manifest | string> {
  try {
    return parseManifest(await readFile(join(folder, MANIFEST_FILE), 'utf8'));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return `${MANIFEST_FILE} is missing`;
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

async function problemOf(file: ManifestFile, folder: string): Promise<string | undefined> {
  const path = join(folder, file.path);
  const facts = await lstat(path).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });
  if (facts === undefined) return 'is missing';
  if (!facts.isFile()) return 'is no plain file';
  if (facts.size !== file.bytes) return `has ${facts.size} bytes instead of ${file.bytes}`;
  if (((facts.mode & 0o111) !== 0) !== file.executable)
    return `has the mode ${(facts.mode & 0o7777).toString(8)}`;
  const found = await sha256Of(path);
  return found === file.sha256 ? undefined : `has the sha256 ${found} instead of ${file.sha256}`;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece);
  return hash.digest('hex');
}

async function unlistedIn(folder: string, manifest: Manifest): Promise<readonly string[]> {
  const listed = new Set([MANIFEST_FILE, ...manifest.files.map(({ path }) => path)]);
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !listed.has(path))
    .map((path) => `${path} is not listed in the manifest`)
    .sort();
}
