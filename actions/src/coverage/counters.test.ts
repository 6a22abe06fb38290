import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isHitAt, Marks, mergeCounters, totalsOf, type Counters } from './counters.ts';
import { mergeFiles } from './file-coverage.ts';
import { identityOfText } from './identity.ts';

type Line = readonly [line: number, isHit: boolean];

const lines = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), { maxLength: 3000 });

function countersOf(added: readonly Line[]): Counters {
  const marks = new Marks();
  for (const [line, isHit] of added) marks.add(line, isHit);
  return marks.take();
}

function model(added: readonly Line[]): Map<number, boolean> {
  const seen = new Map<number, boolean>();
  for (const [line, isHit] of added) seen.set(line, isHit || seen.get(line) === true);
  return seen;
}

describe('counters', () => {
  it('hold each line once, reached if it ever was, in whatever order they come', () => {
    fc.assert(
      fc.property(lines, (added) => {
        const [counters, expected] = [countersOf(added), model(added)];
        const hit = [...expected.values()].filter(Boolean).length;
        expect(totalsOf(counters)).toEqual({ found: expected.size, hit });
        for (let line = 0; line <= 61; line += 1) expect(isHitAt(counters, line)).toBe(expected.get(line));
      }),
    );
  });

  it('of two reports are those of both', () => {
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        const merged = mergeCounters(countersOf(one), countersOf(other));
        expect([...merged]).toEqual([...countersOf([...one, ...other])]);
      }),
    );
  });

  it('tell names of 52 bits apart', () => {
    const marks = new Marks();
    for (let index = 0; index < 50_000; index += 1)
      marks.add(identityOfText(`name ${index}`), index % 2 === 0);
    expect(totalsOf(marks.take())).toEqual({ found: 50_000, hit: 25_000 });
  });
});

describe('two reports of one file', () => {
  const counted = {
    path: 'a.ts',
    metrics: {
      lines: countersOf([
        [1, true],
        [2, false],
        [3, false],
      ]),
    },
  };

  it('add up line by line, and keep what only one of them counts', () => {
    const other = {
      path: 'a.ts',
      metrics: { lines: countersOf([[2, true]]), branches: { found: 4, hit: 1 } },
    };
    expect(mergeFiles(counted, other).metrics).toEqual({
      lines: countersOf([
        [1, true],
        [2, true],
        [3, false],
      ]),
      branches: { found: 4, hit: 1 },
    });
  });

  it('of which one has numbers alone count what is certain, and are refused where they disagree', () => {
    const numbers = { path: 'a.ts', metrics: { lines: { found: 3, hit: 2 } } };
    expect(mergeFiles(counted, numbers).metrics.lines).toEqual({ found: 3, hit: 2 });
    const more = { path: 'a.ts', metrics: { lines: { found: 4, hit: 2 } } };
    expect(() => mergeFiles(counted, more)).toThrow(expect.objectContaining({ code: 'coverage-invalid' }));
  });
});
