import { describe, expect, it } from '@jest/globals';
import { afterDeath } from './restart-policy.ts';

describe('a worker that died', () => {
  it.each([
    [1, 50],
    [2, 100],
    [3, 200],
    [7, 3200],
    [8, 5000],
    [5000, 5000],
  ])(
    'for the %i. time in a row is replaced after %i ms, once the service has listened',
    (deathsInARow, afterMs) => {
      expect(afterDeath({ deathsInARow, hasAnyEverListened: true })).toEqual({ kind: 'restart', afterMs });
    },
  );

  it('is given up at the fifth death when no worker ever listened', () => {
    expect(afterDeath({ deathsInARow: 4, hasAnyEverListened: false })).toEqual({
      kind: 'restart',
      afterMs: 400,
    });
    expect(afterDeath({ deathsInARow: 5, hasAnyEverListened: false })).toEqual({ kind: 'give-up' });
  });
});
