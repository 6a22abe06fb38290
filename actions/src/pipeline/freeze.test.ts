import { expect, it } from '@jest/globals';
import { assertNotFrozen } from './freeze.ts';

const freezes = [
  { from: '2026-12-20T00:00:00+01:00', until: '2027-01-03T00:00:00+01:00', reason: 'holidays' },
];

it.each([
  ['2026-12-19T22:59:59Z', false],
  ['2026-12-19T23:00:00Z', true],
  ['2027-01-02T22:59:59Z', true],
  ['2027-01-02T23:00:00Z', false],
])('at %s it is %s that nothing is deployed', (now, isFrozen) => {
  function look(): void {
    assertNotFrozen({ name: 'production', freezes }, new Date(now));
  }
  if (isFrozen)
    expect(look).toThrow(
      expect.objectContaining({ code: 'deployment-freeze', message: expect.stringMatching(/holidays/) }),
    );
  else expect(look).not.toThrow();
});
