import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canRunOn } from './schema-range.ts';

describe('canRunOn', () => {
  it.each([
    ['what it was built with', { min: 5, max: 5 }, { version: 5, floor: 5 }, undefined],
    ['what a newer release added', { min: 1, max: 5 }, { version: 9, floor: 5 }, undefined],
    ['too little', { min: 5, max: 6 }, { version: 4, floor: 0 }, 'needs schema 5, the database has 4'],
    [
      'too little left',
      { min: 1, max: 6 },
      { version: 7, floor: 7 },
      'migration 0007 took away what it reads',
    ],
    [
      'too little left, by name',
      { min: 1, max: 6 },
      { version: 7, floor: 7, contracts: ['0002_drop-a', '0007_drop-b'] },
      'migration 0007_drop-b took away what it reads',
    ],
    [
      'what it tolerates to be taken',
      { min: 1, max: 7, tolerates: ['0007_drop-b.sql'] },
      { version: 7, floor: 7, contracts: ['0002_drop-a', '0007_drop-b'] },
      undefined,
    ],
    [
      'what another migration of a tolerated number took',
      { min: 1, max: 7, tolerates: ['0007_drop-b.sql'] },
      { version: 7, floor: 7, contracts: ['0007_drop-c'] },
      'migration 0007_drop-c took away what it reads',
    ],
  ])('judges %s', (_, range, schema, why) => {
    expect(canRunOn(range, schema)).toEqual(why === undefined ? { ok: true } : { ok: false, why });
  });

  it('is the rule of the manifest: min <= version and floor <= max', () => {
    const small = fc.nat({ max: 5 });
    fc.assert(
      fc.property(small, small, small, small, (min, max, version, floor) => {
        expect(canRunOn({ min, max }, { version, floor }).ok).toBe(min <= version && floor <= max);
      }),
    );
  });
});
