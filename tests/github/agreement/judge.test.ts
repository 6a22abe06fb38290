import { describe, expect, test } from '@jest/globals';
import type { Account, JobAccount } from './account.ts';
import { differencesOf } from './differences.ts';
import { judge } from './judge.ts';
import { readAct } from './run-act.ts';

const JOB: JobAccount = { result: 'success', steps: ['a: success'], facts: ['fact 1'], began: 0, ended: 1 };

function account(
  jobs: Readonly<Record<string, Partial<JobAccount>>>,
  conclusion: Account['conclusion'] = 'success',
): Account {
  return { conclusion, jobs: new Map(Object.entries(jobs).map(([name, job]) => [name, { ...JOB, ...job }])) };
}

const NEEDS = new Map([['b', ['a']]]);
const AGREED = account({ a: {}, b: { began: 2, ended: 3 } });

describe('two accounts of a run', () => {
  test('agree where everything is the same, whatever the times', () => {
    const later = account({ a: { began: 4, ended: 9 }, b: { began: 20, ended: 30 } });
    expect(differencesOf(AGREED, later, NEEDS)).toEqual([]);
  });

  test.each([
    ['the conclusion', account({ a: {}, b: { began: 2 } }, 'failure'), 'run: conclusion'],
    ['a job that did not run', account({ a: {} }), 'job b: runs'],
    ['a job’s result', account({ a: { result: 'failure' }, b: { began: 2 } }), 'job a: result'],
    ['a step', account({ a: { steps: ['a: failure'] }, b: { began: 2 } }), 'job a: steps'],
    ['what a step said', account({ a: { facts: [] }, b: { began: 2 } }), 'job a: facts'],
    ['a job that did not wait', account({ a: { ended: 3 }, b: { began: 2 } }), 'job b: begins after a'],
    [
      'one of a matrix that was not waited for',
      account({ a: {}, 'a (2)': { ended: 3 }, b: { began: 2 } }),
      'job b: begins after a',
    ],
  ])('differ in %s', (_, other, where) => {
    expect(differencesOf(AGREED, other, NEEDS).map((each) => each.where)).toContain(where);
    expect(differencesOf(other, AGREED, NEEDS).map((each) => each.where)).toContain(where);
  });
});

describe('a difference', () => {
  const found = { where: 'job a: runs', ours: 'yes', acts: 'no' };
  const known = { name: 'one', ...found, reason: 'act does not.', source: 'https://example.org' };

  test('that is known is no fault', () => {
    expect(judge(new Map([['one', [found]]]), [known])).toEqual({ unexpected: [], stale: [] });
  });

  test('is one where the case, the place or what either said is another', () => {
    for (const other of [{ name: 'two' }, { where: 'job b: runs' }, { ours: 'no' }, { acts: 'maybe' }]) {
      const { unexpected, stale } = judge(new Map([['one', [found]]]), [{ ...known, ...other }]);
      expect([unexpected.length, stale.length]).toEqual([1, 1]);
    }
  });

  test('that is gone makes its exception stale', () => {
    expect(judge(new Map([['one', []]]), [known]).stale).toEqual(['one, job a: runs (https://example.org)']);
  });
});

test('what act prints names jobs as GitHub does, of a matrix and of a called workflow', () => {
  const lines = [
    { job: 'ci/build-1', jobID: 'build', matrix: { b: 2, a: 'x' }, msg: 'begins' },
    { job: 'ci/Gate: one/two-2', jobID: 'gates', matrix: { n: 1 }, msg: 'begins' },
    { job: 'call/called.yml/inner  ', jobID: 'inner', matrix: {}, msg: 'fact seen\n', raw_output: true },
    {
      job: 'call/called.yml/inner',
      jobID: 'inner',
      msg: '',
      stage: 'Main',
      stepID: ['0'],
      step: 'a\nb',
      stepResult: 'success',
    },
    {
      job: 'call/called.yml/inner',
      jobID: 'inner',
      msg: '',
      stage: 'Main',
      stepID: ['0', '1'],
      step: 'c',
      stepResult: 'failure',
    },
    { job: 'call/called.yml/inner', jobID: 'inner', msg: '', jobResult: 'success' },
  ];
  const text = ['not JSON', ...lines.map((line) => JSON.stringify(line))].join('\n');
  const jobs = readAct(text, 'ci');
  expect([...jobs.keys()]).toEqual(['build (2, x)', 'Gate: one/two', 'call / inner']);
  expect(jobs.get('call / inner')).toEqual({
    result: 'success',
    steps: ['a: success'],
    facts: ['fact seen'],
    began: 2,
    ended: 5,
  });
});
