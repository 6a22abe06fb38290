import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isSystemError } from '../errors.ts';
import { systemFiles as files } from '../ports/files.ts';
import type { Digest } from '../release/release.ts';
import { evidenceName, type GateStatement } from './statement.ts';

/** A piece of evidence as it was found: not yet checked, and maybe not even JSON. */
export interface FoundEvidence {
  /** By its file's name: `build` or `config@staging`. */
  readonly name: string;
  readonly place: string;
  /** `undefined` when it is not JSON. */
  readonly content: unknown;
  /** Of the file’s bytes. */
  readonly sha256: string;
}

const ENDING = '.json';

/** Writes `<folder>/<digest>/<gate>[@<environment>].json`. */
export async function writeEvidence(facts: { folder: string; statement: GateStatement }): Promise<string> {
  const { statement: content, folder } = facts;
  const digest = content.subject[0].digest.sha256;
  return writeAbout({ folder, digest, name: evidenceName(content.predicate), content });
}

/** Writes `<folder>/<digest>/<name>.json`; whoever reads meanwhile sees the old one or the new one whole. */
export async function writeAbout(facts: {
  folder: string;
  digest: Digest;
  name: string;
  content: object;
}): Promise<string> {
  const folder = join(facts.folder, facts.digest);
  const path = join(folder, `${facts.name}${ENDING}`);
  const draft = join(folder, `.${randomUUID()}.draft`);
  await files.makeFolder(folder);
  try {
    await files.writeDurably(draft, `${JSON.stringify(facts.content, undefined, 2)}\n`, 0o644);
    await files.rename(draft, path);
  } catch (error) {
    await files.unlink(draft).catch(() => undefined);
    throw error;
  }
  await files.syncFolder(folder);
  return path;
}

/** All evidence about a digest as it was found, in the order of its names. None where there never was any. */
export async function readEvidence(facts: {
  folder: string;
  digest: Digest;
}): Promise<readonly FoundEvidence[]> {
  const folder = join(facts.folder, facts.digest);
  const names = (await listIfThere(folder)).filter((name) => name.endsWith(ENDING)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const place = join(folder, name);
      const text = await files.readText(place);
      return { name: name.slice(0, -ENDING.length), place, content: parse(text), sha256: sha256Of(text) };
    }),
  );
}

async function listIfThere(folder: string): Promise<readonly string[]> {
  try {
    return await files.list(folder);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
