import { describe, expect, it } from '@jest/globals';
import { assertEachHasAJob } from './has-a-job.ts';

const JOBS = ['development', 'staging', 'production'];

function policyWith(...names: readonly string[]): Parameters<typeof assertEachHasAJob>[0] {
  return { environments: names.map((name) => ({ name })) };
}

describe('a policy’s environments', () => {
  it('are those that the workflow has jobs for', () => {
    expect(() => {
      assertEachHasAJob(policyWith(...JOBS), JOBS, 'tidegate.yml');
    }).not.toThrow();
  });

  it.each([
    [
      'a misspelt one, with what was meant',
      ['development', 'stagging', 'production'],
      'Did you mean "staging" by',
    ],
    ['one more', [...JOBS, 'europe'], 'Give the workflow a job for "europe"'],
    ['one less', ['development', 'production'], 'Add "staging", or remove its job.'],
  ])('are refused with %s', (_what, names, remedy) => {
    expect(() => {
      assertEachHasAJob(policyWith(...names), JOBS, 'tidegate.yml');
    }).toThrow(
      expect.objectContaining({ code: 'unknown-environment', remedy: expect.stringContaining(remedy) }),
    );
  });
});
