import { buffer } from 'node:stream/consumers';
import { Header } from 'tar/header';
import { messageOf, UserError } from '../errors.ts';
import { ByteReader } from './byte-reader.ts';
import { tooLarge, unreadable } from './limits.ts';

const BLOCK = 512;

/** One file of an archive. Its content must be read before the next entry is asked for. */
export interface ArchiveEntry {
  readonly path: string;
  readonly bytes: number;
  /** The permission bits, set-user-id and its like included. */
  readonly mode: number;
  readonly content: AsyncIterable<Buffer>;
}

/**
 * The entries of a tar stream, in order. Stricter than tar: plain files only. An artifact has no folders, links, devices
 * or extension headers, so none of them is understood, and none can be understood differently by another reader.
 * `UserError` entry-refused, artifact-unreadable or archive-too-large.
 */
export async function* readEntries(
  tar: AsyncIterable<Buffer>,
  limits: { entries: number },
): AsyncGenerator<ArchiveEntry, void> {
  const reader = new ByteReader(tar);
  try {
    for (let count = 1; ; count += 1) {
      const block = await readBlock(reader);
      if (isZero(block)) break;
      if (count > limits.entries) {
        throw tooLarge({ what: 'The number of entries', limit: String(limits.entries) });
      }
      const facts = readHeader(block);
      yield { ...facts, content: reader.exactly(facts.bytes) };
      await skip(reader.exactly((BLOCK - (facts.bytes % BLOCK)) % BLOCK));
    }
    await expectOnlyZeros(reader);
  } finally {
    await reader.close();
  }
}

async function readBlock(reader: ByteReader): Promise<Buffer> {
  return buffer(reader.exactly(BLOCK));
}

function readHeader(block: Buffer): Omit<ArchiveEntry, 'content'> {
  const header = decodeHeader(block);
  if (!header.cksumValid) throw unreadable('the checksum of an entry’s header does not match');
  const path = header.path ?? '';
  if (hidesBytes(block.subarray(0, 100)) || hidesBytes(block.subarray(345, 500))) {
    throw refusedEntry(path, 'has a NUL in its name');
  }
  if (header.type !== 'File' && header.type !== 'OldFile')
    throw refusedEntry(path, `is no plain file (${header.type})`);
  if (header.size === undefined || header.mode === undefined)
    throw refusedEntry(path, 'has no size or no mode');
  return { path, bytes: header.size, mode: header.mode };
}

function decodeHeader(block: Buffer): Header {
  try {
    return new Header(block);
  } catch (error) {
    throw unreadable(`the header of an entry can’t be read (${messageOf(error)})`, error);
  }
}

export function refusedEntry(path: string, problem: string): UserError {
  return new UserError({
    code: 'entry-refused',
    message: `The archive’s entry ${JSON.stringify(path)} ${problem}.`,
    remedy: 'Do not use this archive: Tidegate makes none like it. Build the artifact again.',
  });
}

/** A name ends at its first NUL: what comes after it would be seen by other readers only. */
function hidesBytes(field: Buffer): boolean {
  const end = field.indexOf(0);
  return end !== -1 && !isZero(field.subarray(end));
}

/** The second block of the end mark, and any padding. */
async function expectOnlyZeros(reader: ByteReader): Promise<void> {
  if (!isZero(await readBlock(reader))) throw unreadable('its end mark is damaged');
  for (let piece = await reader.some(Infinity); piece.length > 0; piece = await reader.some(Infinity)) {
    if (!isZero(piece)) throw unreadable('something follows its end mark');
  }
}

async function skip(pieces: AsyncGenerator<Buffer>): Promise<void> {
  while ((await pieces.next()).done !== true);
}

function isZero(bytes: Buffer): boolean {
  return bytes.equals(Buffer.alloc(bytes.length));
}
