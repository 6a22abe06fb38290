import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { meets, parseMetricDemands, parseThreshold, percentOf } from './thresholds.ts';

describe('a threshold', () => {
  it.each([
    ['80', { kind: 'at-least', percent: 80 }],
    [' 79.5 % ', { kind: 'at-least', percent: 79.5 }],
    ['100', { kind: 'at-least', percent: 100 }],
    ['at most 12 uncovered', { kind: 'at-most-uncovered', count: 12 }],
  ])('may be %s', (text, threshold) => {
    expect(parseThreshold(text)).toEqual(threshold);
  });

  it.each([
    '',
    'NaN',
    '-1',
    '101',
    '100.001',
    '80.12345',
    '1e2',
    'at most -1 uncovered',
    'at most 3',
    '∞',
    '0x10',
  ])('is never %j', (text) => {
    expect(parseThreshold(text)).toBeUndefined();
  });

  it('is met without rounding, and never by nothing', () => {
    const eighty = { kind: 'at-least', percent: 80 } as const;
    expect(meets({ found: 100_000, hit: 80_000 }, eighty)).toBe(true);
    expect(meets({ found: 100_000, hit: 79_999 }, eighty)).toBe(false);
    expect(meets({ found: 0, hit: 0 }, { kind: 'at-least', percent: 0 })).toBe(false);
    expect(meets({ found: 0, hit: 0 }, { kind: 'at-most-uncovered', count: 5 })).toBe(false);
    expect(meets({ found: 9, hit: 4 }, { kind: 'at-most-uncovered', count: 5 })).toBe(true);
    expect(meets({ found: 9, hit: 3 }, { kind: 'at-most-uncovered', count: 5 })).toBe(false);
  });

  it('is as exact as whole numbers are', () => {
    const share = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 5_000_000 }), fc.nat(), (milli, found, some) => {
        const hit = some % (found + 1);
        const isMet = BigInt(hit) * 100_000n >= BigInt(milli) * BigInt(found);
        expect(meets({ found, hit }, { kind: 'at-least', percent: milli / 1000 })).toBe(isMet);
      }),
    );
  });

  it('is shown rounded down', () => {
    expect([
      percentOf({ found: 100_000, hit: 79_999 }),
      percentOf({ found: 3, hit: 3 }),
      percentOf({ found: 2, hit: 0 }),
      percentOf({ found: 200, hit: 101 }),
      percentOf({ found: 0, hit: 0 }),
    ]).toEqual(['79.99 %', '100 %', '0 %', '50.5 %', '–']);
  });
});

describe('demands', () => {
  it('name metrics, each once', () => {
    expect(parseMetricDemands('lines 95, branches at most 2 uncovered')).toEqual({
      lines: { kind: 'at-least', percent: 95 },
      branches: { kind: 'at-most-uncovered', count: 2 },
    });
    for (const text of ['', 'lines', 'lines 95,', 'line 95', 'lines 95, lines 90', 'lines 101'])
      expect(parseMetricDemands(text)).toBeUndefined();
  });
});
