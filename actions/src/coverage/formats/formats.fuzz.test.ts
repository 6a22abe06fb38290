import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../errors.ts';
import { METRICS, totalsIn, type FileCoverage } from '../file-coverage.ts';
import { SAMPLES, sampleReport, type Sample } from '../testing/read-text.ts';
import { cloverListener } from './clover.ts';
import { coberturaListener } from './cobertura.ts';
import { jacocoListener } from './jacoco.ts';
import { jsonReader } from './json.ts';
import { LcovReader } from './lcov.ts';
import type { Found, Reader } from './reader.ts';
import { xmlReader } from './xml.ts';

jest.setTimeout(300_000);

const RUNS = 10_000;

/** A mutation: a piece is taken away, doubled, moved, replaced by another one of the report’s, or by hostile text. */
const HOSTILE = [
  'NaN',
  '-1',
  '1e309',
  '99999999999999999999',
  '',
  '\u0000',
  '<',
  '&a;',
  ']]>',
  '"',
  ',',
  '\n',
  '__proto__',
  'null',
  '𝒳',
];
const mutation = fc.record({
  from: fc.nat(),
  length: fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 400 })),
  how: fc.oneof(
    fc.constant({ kind: 'cut' as const }),
    fc.constant({ kind: 'double' as const }),
    fc.record({ kind: fc.constant('move' as const), to: fc.nat() }),
    fc.record({ kind: fc.constant('text' as const), text: fc.constantFrom(...HOSTILE) }),
    fc.record({ kind: fc.constant('byte' as const), byte: fc.nat({ max: 255 }) }),
  ),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutated(bytes: Buffer, { from, length, how }: Mutation): Buffer {
  const at = from % (bytes.length + 1);
  const [head, piece, tail] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ];
  switch (how.kind) {
    case 'cut':
      return Buffer.concat([head, tail]);
    case 'double':
      return Buffer.concat([head, piece, piece, tail]);
    case 'move': {
      const rest = Buffer.concat([head, tail]);
      const to = how.to % (rest.length + 1);
      return Buffer.concat([rest.subarray(0, to), piece, rest.subarray(to)]);
    }
    case 'text':
      return Buffer.concat([head, Buffer.from(how.text), tail]);
    case 'byte':
      return Buffer.concat([head, Buffer.from([how.byte]), tail.subarray(0)]);
  }
}

function readerOf(sample: Sample, found: Found): Reader | Promise<Reader> {
  switch (sample) {
    case 'lcov.info':
    case 'node.info':
      return new LcovReader('report', found);
    case 'coverage-final.json':
      return jsonReader('report', found, 'istanbul');
    case 'coverage-summary.json':
      return jsonReader('report', found, 'istanbul-summary');
    case 'cobertura-coverage.xml':
      return xmlReader('report', coberturaListener(found));
    case 'clover.xml':
      return xmlReader('report', cloverListener(found));
    case 'jacoco.xml':
      return xmlReader('report', jacocoListener(found));
  }
}

/** What is read is possible; what is refused is refused as the user’s to mend. Anything else is a bug. */
async function read(sample: Sample, bytes: Buffer): Promise<'read' | 'refused'> {
  const files: FileCoverage[] = [];
  try {
    const reader = await readerOf(sample, (file) => files.push(file));
    reader.push(bytes);
    reader.end();
  } catch (error) {
    if (error instanceof UserError && error.code === 'coverage-invalid') return 'refused';
    throw error;
  }
  for (const file of files) {
    expect(file.path).not.toBe('');
    for (const metric of METRICS) {
      const { found, hit } = totalsIn(file, metric) ?? { found: 0, hit: 0 };
      if (!(Number.isSafeInteger(found) && Number.isSafeInteger(hit) && hit >= 0 && hit <= found))
        throw new Error(`${metric}: ${hit} of ${found}`);
    }
  }
  return 'read';
}

describe.each(SAMPLES)('10,000 mutations of %s', (sample) => {
  it('are read or refused, and nothing else', async () => {
    const bytes = Buffer.from(await sampleReport(sample));
    const seen = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        seen[await read(sample, mutations.reduce(mutated, bytes))] += 1;
      }),
      { numRuns: RUNS },
    );
    // Otherwise the mutations would be too wild, or too tame, to say anything.
    expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(RUNS / 100);
  });
});
