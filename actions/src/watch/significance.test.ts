import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { levelAt } from './significance.ts';

describe('spreading the significance', () => {
  it('spends exactly the significance over all looks and rules', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.499, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 500 }),
        (significance, rules, looks) => {
          let spent = 0;
          for (let look = 1; look <= looks; look += 1)
            spent += rules * levelAt({ significance, rules, look, looks });
          expect(spent).toBeCloseTo(significance, 10);
        },
      ),
    );
  });

  it('keeps half for the last look', () => {
    expect(levelAt({ significance: 0.01, rules: 5, look: 12, looks: 12 })).toBeCloseTo(0.001, 12);
  });
});
