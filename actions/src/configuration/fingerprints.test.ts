import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fingerprints } from './fingerprints.ts';

const salt = randomBytes(16).toString('hex');

describe('fingerprints of a configuration', () => {
  it('show each name, and none of its value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), (value) => {
        const text = JSON.stringify(fingerprints({ TOKEN: value }, salt));
        expect(Object.keys(JSON.parse(text) as object)).toEqual(['TOKEN']);
        expect(text.replace('TOKEN', '').includes(value)).toBe(false);
      }),
    );
  });

  it('are the same for the same value under one salt, and for no other value', () => {
    const [first, same, other] = ['a', 'a', 'b'].map((value) => fingerprints({ TOKEN: value }, salt));
    expect(first).toEqual(same);
    expect(first).not.toEqual(other);
  });

  it('tell nothing under another salt, nor whether two variables have one value', () => {
    expect(fingerprints({ A: 'x' }, salt)).not.toEqual(fingerprints({ A: 'x' }, `${salt}0`));
    const { A, B } = fingerprints({ A: 'x', B: 'x' }, salt);
    expect(A).not.toBe(B);
  });
});
