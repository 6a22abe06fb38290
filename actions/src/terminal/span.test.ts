import { describe, expect, it } from '@jest/globals';
import { span } from './span.ts';

describe('a span', () => {
  it.each([
    [0, '0 ms'],
    [119_000, '119.0 s'],
    [120_000, '2.0 min'],
    [7_199_000, '120.0 min'],
    [7_200_000, '2.0 h'],
    [172_800_000, '2.0 d'],
    [7_776_000_000, '90.0 d'],
  ])('of %d milliseconds is shown as %s', (milliseconds, text) => {
    expect(span(milliseconds)).toBe(text);
  });
});
