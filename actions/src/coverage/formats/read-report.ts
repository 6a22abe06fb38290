import { createReadStream } from 'node:fs';
import { isSystemError, UserError } from '../../errors.ts';
import { cloverListener } from './clover.ts';
import { coberturaListener } from './cobertura.ts';
import { invalidReport } from './invalid-report.ts';
import { jacocoListener } from './jacoco.ts';
import { LcovReader } from './lcov.ts';
import type { Found, Reader } from './reader.ts';
import { xmlReader, type XmlListener } from './xml.ts';

/** `auto` goes by what a report begins with. What `node --test` writes is lcov. */
export const FORMATS = [
  'auto',
  'lcov',
  'istanbul',
  'istanbul-summary',
  'cobertura',
  'clover',
  'jacoco',
] as const;
export type Format = (typeof FORMATS)[number];

const CHUNK_BYTES = 256 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads a report and tells of each file in it; a report of nothing tells of none. `name` is what messages call it. `UserError`
 * coverage-missing, coverage-invalid.
 */
export async function readReport(report: {
  readonly path: string;
  readonly name: string;
  readonly format: Format;
  readonly found: Found;
}): Promise<void> {
  const { path, name, format, found } = report;
  let reader: Reader | undefined;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      const bytes = chunk as Buffer;
      const isMarked = reader === undefined && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
      const content = isMarked ? bytes.subarray(3) : bytes;
      reader ??= await readerFor(content, { name, format, found });
      reader.push(content);
    }
  } catch (cause) {
    if (!isSystemError(cause, 'ENOENT', 'EISDIR', 'EACCES')) throw cause;
    throw new UserError({
      code: 'coverage-missing',
      message: `Expected a coverage report at ${name}, which can’t be read: ${cause.message}`,
      remedy: 'Have the tests write it before this step, and name it here.',
      cause,
    });
  }
  reader?.end();
}

type Wish = Readonly<{ name: string; format: Format; found: Found }>;

async function readerFor(content: Buffer, { name, format, found }: Wish): Promise<Reader> {
  switch (format) {
    case 'auto':
      return readerByContent(content, name, found);
    case 'lcov':
      return new LcovReader(name, found);
    case 'istanbul':
    case 'istanbul-summary':
      return jsonReaderFor(name, found, format);
    case 'cobertura':
      return xmlReader(name, coberturaListener(found));
    case 'clover':
      return xmlReader(name, cloverListener(found));
    case 'jacoco':
      return xmlReader(name, jacocoListener(found));
  }
}

async function readerByContent(content: Buffer, name: string, found: Found): Promise<Reader> {
  const start = content.toString('utf8', 0, 4096).trimStart();
  if (start === '' || /^(?:#|TN:|SF:)/.test(start)) return new LcovReader(name, found);
  if (start.startsWith('{')) return jsonReaderFor(name, found);
  if (start.startsWith('<')) return xmlReader(name, listenerByRoot(found));
  throw invalidReport(
    { file: name, line: 1 },
    `the beginning of a coverage report (${FORMATS.slice(1).join(', ')})`,
    JSON.stringify(start.split('\n')[0]?.slice(0, 40)),
  );
}

async function jsonReaderFor(
  name: string,
  found: Found,
  format?: 'istanbul' | 'istanbul-summary',
): Promise<Reader> {
  const { jsonReader } = await import('./json.ts');
  return jsonReader(name, found, format);
}

function listenerByRoot(found: Found): XmlListener {
  let chosen: XmlListener | undefined;
  return {
    open(element) {
      chosen ??= chosenFor(element);
      chosen.open(element);
    },
    close(name) {
      chosen?.close(name);
    },
  };
  function chosenFor({ name, attributes, place }: Parameters<XmlListener['open']>[0]): XmlListener {
    if (name === 'report') return jacocoListener(found);
    if (name !== 'coverage')
      throw invalidReport(place, '<coverage> (Cobertura, Clover) or <report> (JaCoCo)', `<${name}>`);
    return 'generated' in attributes ? cloverListener(found) : coberturaListener(found);
  }
}
