import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plant } from '../../plant.ts';
import { commit, counts, lcov, plant, REPORT, repository, source, write, type Files } from './sample.ts';

const PLAIN = { 'src/a.ts': source(10), 'src/b.ts': source(10) };
const BOTH = lcov({ 'src/a.ts': counts(10), 'src/b.ts': counts(10) });

function reported(files: Files, inputs: Readonly<Record<string, string>> = {}) {
  return async (folder: string): Promise<Readonly<Record<string, string>>> => {
    await repository(folder, PLAIN);
    await write(folder, files);
    return { lines: '80', ...inputs };
  };
}

function cobertura(rate: string, lines: string): string {
  return `<?xml version="1.0"?>
<coverage line-rate="${rate}" version="1">
<packages><package name="src"><classes><class name="a" filename="src/a.ts" line-rate="${rate}">
<lines>${lines}</lines></class></classes></package></packages></coverage>`;
}

/** Reports that say nothing, or nothing that could be believed. */
export const REPORT_PLANTS: readonly Plant[] = [
  plant({
    defect: 'a report with an empty coverage map',
    verdict: 'unproven',
    reasonCode: 'nothing-examined',
    rows: ['C2'],
    arrange: reported({ 'coverage/coverage-final.json': '{}' }, { report: 'coverage/coverage-final.json' }),
  }),
  plant({
    defect: 'a run in which nothing was instrumented, and a summary of "Unknown"',
    verdict: 'unproven',
    reasonCode: 'nothing-examined',
    rows: ['C4'],
    arrange: reported(
      {
        'coverage/coverage-summary.json': JSON.stringify({
          total: Object.fromEntries(
            ['lines', 'statements', 'functions', 'branches'].map((name) => [
              name,
              { total: 0, covered: 0, skipped: 0, pct: 'Unknown' },
            ]),
          ),
        }),
      },
      { report: 'coverage/coverage-summary.json' },
    ),
  }),
  plant({
    defect: 'a threshold for a glob that matches no file',
    verdict: 'unproven',
    reasonCode: 'nothing-examined',
    rows: ['C4'],
    arrange: reported({ [REPORT]: BOTH }, { globs: 'src/cor/** lines 95' }),
  }),
  plant({
    defect: 'a demand on what the report does not count',
    verdict: 'unproven',
    reasonCode: 'nothing-examined',
    arrange: reported({ [REPORT]: BOTH }, { branches: '80' }),
  }),
  plant({
    defect: 'a new source file that no test imports',
    verdict: 'unproven',
    reasonCode: 'source-unmeasured',
    rows: ['C5'],
    arrange: reported({ [REPORT]: BOTH, 'src/new.ts': source(50) }, { source: 'src/**/*.ts' }),
  }),
  plant({
    defect: 'an error while reading that only a log line tells of',
    verdict: 'unproven',
    reasonCode: 'coverage-invalid',
    rows: ['C7'],
    arrange: reported({ [REPORT]: BOTH.slice(0, -20) }),
  }),
  plant({
    defect: 'a report whose paths fit no file of the repository',
    verdict: 'unproven',
    reasonCode: 'coverage-stale',
    rows: ['C10'],
    arrange: reported({ [REPORT]: lcov({ '/elsewhere/lib/x.ts': counts(10) }) }),
  }),
  plant({
    defect: 'a count that is NaN',
    verdict: 'unproven',
    reasonCode: 'coverage-invalid',
    rows: ['C14'],
    arrange: reported({ [REPORT]: BOTH.replace('DA:3,1', 'DA:3,NaN') }),
  }),
  plant({
    defect: 'a negative count',
    verdict: 'unproven',
    reasonCode: 'coverage-invalid',
    arrange: reported({ [REPORT]: BOTH.replace('DA:3,1', 'DA:3,-1') }),
  }),
  plant({
    defect: 'more lines hit than there are',
    verdict: 'unproven',
    reasonCode: 'coverage-invalid',
    arrange: reported({ [REPORT]: BOTH.replace('LH:10', 'LH:11') }),
  }),
  plant({
    defect: 'totals that tell of lines which the report lost',
    verdict: 'unproven',
    reasonCode: 'coverage-invalid',
    arrange: reported({ [REPORT]: BOTH.replace('LF:10', 'LF:400') }),
  }),
  plant({
    defect: 'a line-rate of NaN',
    verdict: 'unproven',
    reasonCode: 'coverage-invalid',
    rows: ['C16'],
    arrange: reported(
      { 'coverage/cobertura.xml': cobertura('NaN', '<line number="1" hits="1"/>') },
      { report: 'coverage/cobertura.xml' },
    ),
  }),
  plant({
    defect: 'a line-rate over 1',
    verdict: 'unproven',
    reasonCode: 'coverage-invalid',
    arrange: reported(
      { 'coverage/cobertura.xml': cobertura('1.2', '<line number="1" hits="1"/>') },
      { report: 'coverage/cobertura.xml' },
    ),
  }),
  plant({
    defect: 'a report that never arrived, since a step before failed softly',
    verdict: 'unproven',
    reasonCode: 'coverage-missing',
    rows: ['C17'],
    arrange: reported({}),
  }),
  plant({
    defect: 'one of two reports that never arrived',
    verdict: 'unproven',
    reasonCode: 'coverage-missing',
    arrange: reported({ [REPORT]: BOTH }, { report: `${REPORT}\ncoverage/e2e/lcov.info` }),
  }),
  plant({
    defect: 'a report carried forward from before the sources changed',
    verdict: 'unproven',
    reasonCode: 'coverage-stale',
    rows: ['C18'],
    async arrange(folder) {
      await repository(folder, PLAIN);
      await write(folder, { [REPORT]: BOTH });
      const yesterday = new Date(Date.now() - 86_400_000);
      await utimes(join(folder, REPORT), yesterday, yesterday);
      return { lines: '80' };
    },
  }),
  plant({
    defect: 'a report that was measured at another commit',
    verdict: 'unproven',
    reasonCode: 'coverage-stale',
    rows: ['C18'],
    async arrange(folder) {
      const before = await repository(folder, PLAIN);
      await commit(folder, { 'src/a.ts': source(10, 'other') });
      await write(folder, { [REPORT]: BOTH });
      return { lines: '80', commit: before };
    },
  }),
  plant({
    defect: 'a report that is kept in git',
    verdict: 'unproven',
    reasonCode: 'coverage-stale',
    async arrange(folder) {
      await repository(folder, PLAIN);
      await commit(folder, { 'kept/lcov.info': BOTH });
      return { report: 'kept/lcov.info', lines: '80' };
    },
  }),
  plant({
    defect: 'a report of lines that a file does not have',
    verdict: 'unproven',
    reasonCode: 'coverage-stale',
    arrange: reported({ [REPORT]: lcov({ 'src/a.ts': counts(40) }) }),
  }),
  plant({
    defect: 'a path that is in two packages alike',
    verdict: 'unproven',
    reasonCode: 'path-ambiguous',
    async arrange(folder) {
      await repository(folder, {
        'packages/a/src/index.ts': source(4),
        'packages/b/src/index.ts': source(4),
      });
      await write(folder, { [REPORT]: lcov({ 'src/index.ts': counts(4) }) });
      return { lines: '80' };
    },
  }),
  plant({
    defect: 'nothing wrong: a report from Windows and one from a container, of a package of a monorepo',
    verdict: 'pass',
    reasonCode: 'passed',
    async arrange(folder) {
      await repository(folder, {
        'packages/a/src/index.ts': source(4),
        'packages/a/src/only-a.ts': source(4),
        'packages/b/src/index.ts': source(4),
      });
      await write(folder, {
        'coverage/windows.info': lcov({
          'D:\\work\\repo\\packages\\a\\src\\index.ts': [1, 1, 0, 0],
          'D:\\work\\repo\\packages\\a\\src\\only-a.ts': [1, 1, 1, 1],
        }),
        'coverage/container.info': lcov({
          '/app/src/index.ts': [0, 0, 1, 1],
          '/app/src/only-a.ts': [1, 0, 0, 0],
        }),
      });
      return { report: 'coverage/*.info', lines: '100', source: 'packages/a/src/*.ts' };
    },
  }),
];
