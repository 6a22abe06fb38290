import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { readEntries } from '../../actions/src/artifact/entries.ts';
import { DEFAULT_LIMITS } from '../../actions/src/artifact/limits.ts';
import { MANIFEST_FILE } from '../../actions/src/artifact/layout.ts';
import type { TarEntry } from '../../actions/src/artifact/testing/tar-writer.ts';

/** The entries of a good archive, to be spoiled and packed again. */
export async function entriesOf(archive: string): Promise<TarEntry[]> {
  const tar = Readable.from([gunzipSync(await readFile(archive))]) as AsyncIterable<Buffer>;
  const entries: TarEntry[] = [];
  for await (const { path, mode, content } of readEntries(tar, DEFAULT_LIMITS)) {
    entries.push({ path, mode, content: await buffer(content) });
  }
  return entries;
}

/** The same entries under a manifest that says something else. */
export function withManifest(entries: readonly TarEntry[], change: Record<string, unknown>): TarEntry[] {
  return entries.map((entry) => {
    if (entry.path !== MANIFEST_FILE) return entry;
    const manifest = JSON.parse(String(entry.content)) as object;
    return { ...entry, content: JSON.stringify({ ...manifest, ...change }) };
  });
}

/** Every bit of the byte in the middle is another. */
export function withMiddleFlipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const middle = Math.floor(changed.length / 2);
  changed.writeUInt8(changed.readUInt8(middle) ^ 0xff, middle);
  return changed;
}
