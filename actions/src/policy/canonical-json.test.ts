import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('sorts keys at every depth and leaves lists in order', () => {
    const value = JSON.parse('{"b":[{"d":1,"c":2}],"a":null,"__proto__":3,"é":4,"Z":0.5}') as unknown;
    expect(canonicalJson(value)).toBe('{"Z":0.5,"__proto__":3,"a":null,"b":[{"c":2,"d":1}],"é":4}');
  });

  it('means the same as what it was made from, in whatever order that was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });
});

/** The same value with the keys of its records in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  );
}
