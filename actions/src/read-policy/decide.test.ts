import { describe, expect, it } from '@jest/globals';
import { gateGroups } from './decide.ts';

function policyWith(...gates: readonly string[][]): Parameters<typeof gateGroups>[0] {
  return { environments: gates.map((names) => ({ gates: names })) };
}

describe('the jobs that gates run in', () => {
  it.each([
    [
      'each once, whichever environment wants it',
      [
        ['build', 'audit'],
        ['audit', 'config'],
      ],
      ['build', 'audit'],
    ],
    [
      'coverage behind the tests that it judges',
      [['coverage', 'build', 'tests']],
      ['build', 'tests coverage'],
    ],
    ['coverage alone where no tests are wanted', [['coverage']], ['coverage']],
  ])('are %s', (_what, gates, groups) => {
    expect(gateGroups(policyWith(...gates), 'tidegate.yml')).toEqual(groups);
  });

  it('are refused where there are none, since GitHub lets no matrix be empty', () => {
    expect(() => gateGroups(policyWith(['config', 'rehearsal']), 'tidegate.yml')).toThrow(
      expect.objectContaining({ code: 'policy-invalid' }),
    );
  });
});
