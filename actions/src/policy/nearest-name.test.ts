import { describe, expect, it } from '@jest/globals';
import { nearestName } from './nearest-name.ts';

describe('the name that was meant', () => {
  it.each([
    ['enviroments', 'environments'],
    ['Build', 'build'],
    ['tsets', 'tests'],
    ['x', undefined],
    ['benchmark', undefined],
  ])('for %s is %s', (name, meant) => {
    expect(nearestName(name, ['environments', 'build', 'tests', 'application'])).toBe(meant);
  });

  it('is none where nothing is known', () => {
    expect(nearestName('build', [])).toBeUndefined();
  });
});
