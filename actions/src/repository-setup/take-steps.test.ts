import { expect, it } from '@jest/globals';
import { UserError } from '../errors.ts';
import type { Step } from './plan.ts';
import { takeSteps } from './take-steps.ts';

function step(id: string, ...after: string[]): Step {
  return { id, title: id, differences: [], after, change: { kind: 'workflow' } };
}

function failingAt(code: 'github-refused' | 'github-unreachable', failing: string) {
  return (each: Step): Promise<void> =>
    each.id === failing
      ? Promise.reject(new UserError({ code, message: 'no', remedy: 'none' }))
      : Promise.resolve();
}

async function taken(steps: readonly Step[], take: (step: Step) => Promise<void>) {
  const { done, failed, left } = await takeSteps(steps, take);
  return {
    done: done.map(({ id }) => id),
    failed: failed.map(({ step: { id } }) => id),
    left: left.map(({ id }) => id),
  };
}

it('goes on after a refusal, without what builds on it', async () => {
  const steps = [step('a'), step('b', 'a'), step('c', 'b'), step('d'), step('e', 'not in the plan')];
  expect(await taken(steps, failingAt('github-refused', 'a'))).toEqual({
    done: ['d', 'e'],
    failed: ['a'],
    left: ['b', 'c'],
  });
});

it('stops when GitHub is gone', async () => {
  const steps = [step('a'), step('b'), step('c')];
  expect(await taken(steps, failingAt('github-unreachable', 'b'))).toEqual({
    done: ['a'],
    failed: ['b'],
    left: ['c'],
  });
});

it('hides no bug', async () => {
  await expect(takeSteps([step('a')], () => Promise.reject(new TypeError('bug')))).rejects.toThrow(TypeError);
});
