import { gzipSync } from 'node:zlib';

/** One entry of a hand-made archive: anything that a tar header can say, right or wrong. */
export interface TarEntry {
  readonly path: string | Buffer;
  readonly content?: string | Buffer;
  readonly mode?: number;
  /** The type flag of POSIX ustar: `0` file, `1` hard link, `2` symbolic link, `3` device, `5` folder, `6` fifo … */
  readonly type?: string;
  readonly linkTarget?: string;
  /** Instead of the size of the content. */
  readonly claimedBytes?: number;
}

export function tarOf(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(1024)]);
}

export function archiveOf(entries: readonly TarEntry[]): Buffer {
  return gzipSync(tarOf(entries));
}

function blocksOf(entry: TarEntry): Buffer[] {
  const content = Buffer.from(entry.content ?? '');
  return [headerOf(entry, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}

function headerOf(entry: TarEntry, bytes: number): Buffer {
  const header = Buffer.alloc(512);
  Buffer.from(entry.path).copy(header, 0, 0, 100);
  writeOctal(header, { at: 100, digits: 7, value: entry.mode ?? 0o644 });
  writeOctal(header, { at: 124, digits: 11, value: entry.claimedBytes ?? bytes });
  header.write(entry.type ?? '0', 156);
  header.write(entry.linkTarget ?? '', 157);
  header.write('ustar\u000000', 257);
  header.write(' '.repeat(8), 148);
  writeOctal(header, { at: 148, digits: 6, value: header.reduce((sum, byte) => sum + byte, 0) });
  return header;
}

function writeOctal(header: Buffer, number: { at: number; digits: number; value: number }): void {
  header.write(`${number.value.toString(8).padStart(number.digits, '0')}\0`, number.at);
}
