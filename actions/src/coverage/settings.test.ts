import { describe, expect, it } from '@jest/globals';
import { coverageSettings, demandsOf } from './settings.ts';

describe('what the policy demands of coverage', () => {
  it('is read into what is decided by', () => {
    const settings = coverageSettings.parse({
      lines: 80,
      functions: 'at most 3 uncovered',
      perFile: { lines: 50 },
      globs: { 'src/core/**': { branches: '90 %' } },
      patch: 90,
      ratchet: { allowedDrop: 0.5, reason: 'so it was decided' },
    });
    expect(demandsOf(settings)).toEqual({
      total: { lines: { kind: 'at-least', percent: 80 }, functions: { kind: 'at-most-uncovered', count: 3 } },
      perFile: { lines: { kind: 'at-least', percent: 50 } },
      globs: [{ glob: 'src/core/**', demands: { branches: { kind: 'at-least', percent: 90 } } }],
      patch: { kind: 'at-least', percent: 90 },
      ratchet: { allowedDrop: 0.5, reason: 'so it was decided' },
      source: [],
      exclude: [],
    });
  });

  it.each([
    ['nothing', {}],
    ['nothing but where to look', { source: ['src/**'] }],
    ['nothing of each file', { perFile: {} }],
    ['over 100 %', { lines: 101 }],
    ['less than nothing', { lines: -1 }],
    ['no number', { lines: 'NaN' }],
    ['a drop for no reason', { ratchet: { allowedDrop: 1 } }],
    ['what there is not', { lines: 80, line: 80 }],
  ])('is never %s', (_what, settings) => {
    expect(coverageSettings.safeParse(settings).success).toBe(false);
  });
});
