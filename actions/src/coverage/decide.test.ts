import { describe, expect, it } from '@jest/globals';
import type { Totals } from './counters.ts';
import { decide } from './decide.ts';
import type { Demands } from './demands.ts';
import type { Measurement } from './measure.ts';

const NOTHING: Demands = { total: {}, perFile: {}, globs: [], source: [], exclude: [] };
const MEASURED: Measurement = {
  tree: { root: '/r', isRepository: true, folder: '', files: [] },
  files: [file('src/a.ts', 9, 10), file('src/b.ts', 1, 10), file('src/types.ts', 0, 0)],
  doubts: [],
  unmeasured: [],
  emptySources: [],
  patch: undefined,
  base: undefined,
};
const eighty = { lines: { kind: 'at-least', percent: 80 } } as const;

function file(path: string, hit: number, found: number): Measurement['files'][number] {
  return { path, metrics: { lines: { found, hit } } };
}

function patch(totals: Totals, more: Partial<NonNullable<Measurement['patch']>> = {}): Measurement['patch'] {
  return { changed: 1, totals, files: [], unmeasured: [], withoutLines: [], ...more };
}

function base(hit: number, found = 10_000): Measurement['base'] {
  return { commit: 'c0', totals: { lines: { found, hit } }, doubts: [] };
}

const stale = { code: 'coverage-stale', message: 'It is old.' } as const;
const asked = { ...NOTHING, patch: eighty.lines };
const ratchet = { ...NOTHING, ratchet: { allowedDrop: 0 } };

describe('the verdict on coverage', () => {
  it.each<[string, Partial<Measurement>, Demands, string, string]>([
    ['enough', {}, { ...NOTHING, total: { lines: { kind: 'at-least', percent: 50 } } }, 'pass', 'passed'],
    ['too little', {}, { ...NOTHING, total: eighty }, 'fail', 'coverage-low'],
    [
      'a file with too little, and one with nothing to cover',
      {},
      { ...NOTHING, perFile: eighty },
      'fail',
      'coverage-low',
    ],
    [
      'only files that are fine or have nothing to cover',
      { files: [file('a', 9, 10), file('types', 0, 0)] },
      { ...NOTHING, perFile: eighty },
      'pass',
      'passed',
    ],
    [
      'a glob of files that have nothing to cover',
      {},
      { ...NOTHING, globs: [{ glob: '**/types.ts', demands: eighty }] },
      'unproven',
      'nothing-examined',
    ],
    [
      'a metric that is not counted',
      {},
      { ...NOTHING, total: { branches: eighty.lines } },
      'unproven',
      'nothing-examined',
    ],
    ['no file', { files: [] }, { ...NOTHING, total: eighty }, 'unproven', 'nothing-examined'],
    [
      'no line',
      { files: [file('types', 0, 0)] },
      { ...NOTHING, total: { lines: { kind: 'at-most-uncovered', count: 9 } } },
      'unproven',
      'nothing-examined',
    ],
    [
      'a report that is not believed, whatever it says',
      { doubts: [stale] },
      { ...NOTHING, total: eighty },
      'unproven',
      'coverage-stale',
    ],
    [
      'too little, and a source that nobody measured',
      { unmeasured: ['src/c.ts'] },
      { ...NOTHING, total: eighty },
      'fail',
      'coverage-low',
    ],
    [
      'a source glob that names nothing',
      { emptySources: ['scr/**'] },
      NOTHING,
      'unproven',
      'nothing-examined',
    ],
    ['a covered change', { patch: patch({ found: 5, hit: 4 }) }, asked, 'pass', 'passed'],
    ['an uncovered change', { patch: patch({ found: 5, hit: 3 }) }, asked, 'fail', 'patch-uncovered'],
    ['a change without lines that count', { patch: patch({ found: 0, hit: 0 }) }, asked, 'pass', 'passed'],
    [
      'no change',
      { patch: patch({ found: 0, hit: 0 }, { changed: 0 }) },
      asked,
      'unproven',
      'nothing-examined',
    ],
    [
      'a change that nobody measured',
      { patch: patch({ found: 5, hit: 5 }, { unmeasured: ['n.ts'] }) },
      asked,
      'unproven',
      'source-unmeasured',
    ],
    ['the same as at the base', { base: base(5000) }, ratchet, 'pass', 'passed'],
    ['less than at the base by a hair', { base: base(5001) }, ratchet, 'fail', 'coverage-dropped'],
    [
      'a drop that is allowed',
      { base: base(5050) },
      { ...NOTHING, ratchet: { allowedDrop: 0.5, reason: 'so' } },
      'pass',
      'passed',
    ],
    [
      'a drop beyond what is allowed',
      { base: base(5051) },
      { ...NOTHING, ratchet: { allowedDrop: 0.5, reason: 'so' } },
      'fail',
      'coverage-dropped',
    ],
    ['a base that counts nothing', { base: base(0, 0) }, ratchet, 'unproven', 'nothing-examined'],
    [
      'a base that counts what is no longer counted',
      { files: [{ path: 'a', metrics: { statements: { found: 1, hit: 1 } } }], base: base(1) },
      ratchet,
      'unproven',
      'nothing-examined',
    ],
  ])('given %s', (_what, changes, demands, kind, reasonCode) => {
    expect(decide({ ...MEASURED, ...changes }, demands)).toMatchObject({ kind, reasonCode });
  });
});
