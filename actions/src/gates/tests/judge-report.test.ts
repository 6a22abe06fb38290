import { describe, expect, it } from '@jest/globals';
import { judgeReport } from './judge-report.ts';

const file = { name: '/shop/src/a.test.ts', message: '', assertionResults: [] };
const report = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numTotalTests: 3,
  testResults: [file],
};

function judged(changes: object): ReturnType<typeof judgeReport> {
  return judgeReport(JSON.stringify({ ...report, ...changes }), '/shop');
}

describe('the verdict of a test report', () => {
  it('is a pass when tests passed and none failed', () => {
    expect(judged({})).toMatchObject({ kind: 'pass', reasonCode: 'passed', facts: { passed: 3, total: 3 } });
    expect(judged({ numPassedTests: 2 })).toMatchObject({ kind: 'pass', facts: { passed: 2, total: 3 } });
  });

  it.each<[string, object]>([
    ['a test failed', { success: false, numPassedTests: 2, numFailedTests: 1 }],
    ['a test failed though it claims success', { numFailedTests: 1 }],
    ['a file could not be run', { success: false, numRuntimeErrorTestSuites: 1 }],
    [
      'a file could not be run, and there was no other',
      { success: false, numPassedTests: 0, numTotalTests: 0, numRuntimeErrorTestSuites: 1 },
    ],
    ['the run failed as a whole', { success: false }],
  ])('is a fail when %s', (_what, changes) => {
    expect(judged(changes)).toMatchObject({ kind: 'fail', reasonCode: 'tests-failed' });
  });

  it.each<[string, object]>([
    ['there was no test', { numPassedTests: 0, numTotalTests: 0, testResults: [] }],
    [
      'there was no test, which Jest calls no success',
      { success: false, numPassedTests: 0, numTotalTests: 0 },
    ],
    ['every test was skipped', { numPassedTests: 0 }],
  ])('is unproven when %s', (_what, changes) => {
    expect(judged(changes)).toMatchObject({ kind: 'unproven', reasonCode: 'no-tests-ran' });
  });

  it.each<[string, string | undefined]>([
    ['no report', undefined],
    ['an empty one', ''],
    ['half a report', JSON.stringify(report).slice(0, -20)],
    ['JSON of another form', '{"tests":3}'],
    ['a number of tests that is none', JSON.stringify({ ...report, numPassedTests: '3' })],
    ['fewer than no failed tests', JSON.stringify({ ...report, numFailedTests: -1 })],
    ['null', 'null'],
  ])('is unproven when there is %s', (_what, text) => {
    expect(judgeReport(text, '/shop')).toMatchObject({ kind: 'unproven', reasonCode: 'nothing-examined' });
  });

  it('names what failed and where, and at most twenty of them', () => {
    const assertionResults = [
      { fullName: 'adds', status: 'passed' },
      { fullName: 'subtracts', status: 'failed' },
    ];
    const testResults = [
      { ...file, assertionResults },
      { ...file, name: '/shop/src/b.test.ts', message: 'SyntaxError' },
      ...Array.from({ length: 30 }, () => ({ ...file, assertionResults })),
    ];
    const { findings } = judged({
      success: false,
      numFailedTests: 31,
      numRuntimeErrorTestSuites: 1,
      testResults,
    });
    expect(findings).toHaveLength(20);
    expect(findings.slice(0, 2)).toMatchObject([
      { code: 'tests-failed', place: 'src/a.test.ts', message: 'subtracts' },
      { code: 'tests-failed', place: 'src/b.test.ts', message: 'The file could not be run.' },
    ]);
    expect(findings.filter(({ remedy }) => remedy === undefined)).toEqual([]);
  });
});
