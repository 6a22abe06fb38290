import { unzipSync, zipSync } from 'fflate';

/** As upload-artifact packs: names alone, no permissions. https://github.com/actions/upload-artifact#permission-loss */
export function zipOf(files: ReadonlyMap<string, Buffer>): Buffer {
  // The same files give the same bytes: what they were packed at is no part of them.
  const entries = [...files].map(([name, bytes]) => [
    name,
    [bytes, { mtime: new Date('2000-01-01T00:00:00Z') }],
  ]);
  return Buffer.from(zipSync(Object.fromEntries(entries) as Parameters<typeof zipSync>[0], { level: 6 }));
}

export function filesIn(zip: Buffer): ReadonlyMap<string, Buffer> {
  const entries = Object.entries(unzipSync(zip)).filter(([name]) => !name.endsWith('/'));
  return new Map(entries.map(([name, bytes]) => [name, Buffer.from(bytes)]));
}
