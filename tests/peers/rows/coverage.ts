import { json, type Service } from '../loopback.ts';
import type { Call, PeerCase, Row } from '../peer-case.ts';
import { ALL_TESTED, checkedProgram, jestProject, vitestProject } from './covered-project.ts';

const JEST_REPORT_ACTION = { peer: 'jest-coverage-report-action', where: 'a GitHub action' };
const VITEST_REPORT_ACTION = { peer: 'vitest-coverage-report-action', where: 'a GitHub action' };
const ORGORO = { peer: 'orgoro/coverage', where: 'a GitHub action' };
const DIFF_COVER = { peer: 'diff-cover', where: 'on PyPI; npm’s package of that name is another' };
const PYTHON_COMMENT_ACTION = { peer: 'python-coverage-comment-action', where: 'a GitHub action' };
const IRONGUT = { peer: 'irongut/CodeCoverageSummary', where: 'a GitHub action' };
const CODECOV = { peer: 'codecov', where: 'a service and a GitHub action' };

const NO_FILE = 'source/**';
const ALL_FILES = 'src/**';

export const COVERAGE_ROWS: readonly Row[] = [
  { row: 'C1', trigger: 'coverage under the threshold, reports given as files', peers: [JEST_REPORT_ACTION] },
  { row: 'C2', trigger: 'a report without any file', peers: [JEST_REPORT_ACTION] },
  { row: 'C3', trigger: 'a threshold for a directory that is missed', peers: [JEST_REPORT_ACTION] },
  {
    row: 'C4',
    trigger: 'nothing was instrumented',
    peers: [
      {
        peer: 'jest',
        call: jestProject({ include: NO_FILE }),
        contrast: jestProject({ include: ALL_FILES }),
        said: /^Lines.*$/m,
      },
      ...['istanbul', 'v8'].map((provider): PeerCase => ({
        peer: 'vitest',
        trigger: `nothing was instrumented (by ${provider})`,
        call: vitestProject({ provider, include: NO_FILE }),
        contrast: vitestProject({ provider, include: ALL_FILES }),
        said: /^Lines.*$/m,
      })),
      {
        peer: 'vitest',
        trigger: 'a threshold whose glob matches no file',
        call: vitestProject(thresholdFor('gone')),
        contrast: vitestProject(thresholdFor('src')),
        said: /^Functions.*$/m,
      },
      ...(['nyc', 'c8'] as const).map((tool) => ({
        peer: tool,
        call: checkedProgram(tool, NO_FILE),
        contrast: checkedProgram(tool, ALL_FILES),
        said: /^Lines.*$/m,
      })),
      {
        peer: 'istanbul-lib-coverage',
        call: coverageMap({}),
        contrast: coverageMap({ 'a.js': fileCoverage('a.js') }),
        said: /^lines: .*$/m,
      },
    ],
  },
  {
    row: 'C5',
    trigger: 'a new file that no test loads, no list of files in the configuration',
    peers: [
      {
        peer: 'vitest',
        call: vitestProject({ provider: 'istanbul', functions: ALL_TESTED }),
        contrast: vitestProject({ provider: 'istanbul', functions: ALL_TESTED, include: ALL_FILES }),
        said: /^Functions.*$/m,
      },
      {
        peer: 'jest',
        call: jestProject({ functions: ALL_TESTED }),
        contrast: jestProject({ functions: ALL_TESTED, include: ALL_FILES }),
        said: /^Functions.*$/m,
      },
    ],
  },
  { row: 'C6', trigger: 'coverage under the threshold', peers: [VITEST_REPORT_ACTION] },
  { row: 'C7', trigger: 'an error while it looks', peers: [VITEST_REPORT_ACTION] },
  { row: 'C8', trigger: 'a file that was renamed and changed', peers: [VITEST_REPORT_ACTION, ORGORO] },
  { row: 'C9', trigger: 'a new file that the report doesn’t know', peers: [ORGORO] },
  { row: 'C10', trigger: 'no changed file is in the report', peers: [DIFF_COVER] },
  { row: 'C11', trigger: 'a changed line in the midst of a statement', peers: [DIFF_COVER] },
  { row: 'C12', trigger: 'a change of more than 300 files', peers: [PYTHON_COMMENT_ACTION] },
  {
    row: 'C13',
    trigger: 'no coverage is known of the base',
    peers: [
      {
        peer: '@barecheck/core',
        call: barecheckRun({ report: 'LF:2\nLH:1\n', base: undefined }),
        contrast: barecheckRun({ report: 'LF:2\nLH:1\n', base: 90 }),
        said: /^base.*$/m,
      },
    ],
  },
  {
    row: 'C14',
    trigger: 'an lcov file without the sums of its lines',
    peers: [
      {
        peer: '@barecheck/core',
        call: barecheckRun({ report: '', base: 90 }),
        contrast: barecheckRun({ report: 'LF:2\nLH:1\n', base: 90 }),
        said: /^base.*$/m,
      },
    ],
  },
  { row: 'C15', trigger: 'a small covered file beside a large one that isn’t', peers: [IRONGUT] },
  { row: 'C16', trigger: 'a line rate that is not a number', peers: [IRONGUT] },
  { row: 'C17', trigger: 'the upload fails', peers: [CODECOV] },
  { row: 'C18', trigger: 'nothing was uploaded, or something old', peers: [CODECOV] },
  {
    row: 'C19',
    trigger: 'a base that is not the merge base',
    peers: [{ peer: 'any ratchet', where: 'a habit of many workflows' }],
  },
];

function thresholdFor(folder: string): Parameters<typeof vitestProject>[0] {
  return { provider: 'istanbul', include: ALL_FILES, thresholds: { [`${folder}/**`]: { functions: 80 } } };
}

function coverageMap(map: object): Call {
  return {
    files: { 'coverage.json': JSON.stringify(map) },
    command: ['node', '{drivers}/istanbul-summary.mjs'],
  };
}

/** One statement that never ran. */
function fileCoverage(path: string): object {
  const statement = { start: { line: 1, column: 0 }, end: { line: 1, column: 9 } };
  return { path, statementMap: { 0: statement }, s: { 0: 0 }, fnMap: {}, f: {}, branchMap: {}, b: {} };
}

/** Half of two lines are covered; `report` holds the sums. */
function barecheckRun({ report, base }: { report: string; base: number | undefined }): Call {
  return {
    files: { 'lcov.info': `TN:\nSF:src/sum.js\nDA:1,1\nDA:2,0\n${report}end_of_record\n` },
    command: ['node', '{drivers}/barecheck.mjs'],
    service: barecheckApi(base),
  };
}

function barecheckApi(base: number | undefined): Service {
  const coverageMetrics = base === undefined ? [] : [{ totalCoverage: base }];
  const authProject = { project: { id: 1 }, accessToken: '' };
  return () => json({ data: { authProject, coverageMetrics } });
}
