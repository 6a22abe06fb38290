import type { Plant } from '../../plant.ts';
import { counts, lcov, plant, REPORT, repository, source, write } from './sample.ts';

const PLAIN = { 'src/a.ts': source(10), 'src/b.ts': source(10) };

/** A repository with a report of it, and what is asked. */
function measured(
  report: Parameters<typeof lcov>[0],
  inputs: Readonly<Record<string, string>>,
): (folder: string) => Promise<Readonly<Record<string, string>>> {
  return async (folder) => {
    const sources = Object.fromEntries(
      Object.entries(report).map(([path, lines]) => [path, source(lines.length)]),
    );
    await repository(folder, { ...PLAIN, ...sources });
    await write(folder, { [REPORT]: lcov(report) });
    return inputs;
  };
}

/** Too little is covered, in one way or another. */
export const THRESHOLD_PLANTS: readonly Plant[] = [
  plant({
    defect: 'nothing wrong: just as much is covered as is demanded, of everything and of every part',
    verdict: 'pass',
    reasonCode: 'passed',
    arrange: measured(
      { 'src/a.ts': counts(8, 2), 'src/b.ts': counts(10) },
      {
        lines: '90',
        'per-file': 'lines 80',
        globs: 'src/b.ts lines at most 0 uncovered',
        source: 'src/*.ts',
      },
    ),
  }),
  plant({
    defect: 'a threshold that is missed and only told of',
    verdict: 'fail',
    reasonCode: 'coverage-low',
    rows: ['C1'],
    arrange: measured({ 'src/a.ts': counts(3, 7) }, { lines: '90' }),
  }),
  plant({
    defect: 'a folder below its own threshold while the whole is above',
    verdict: 'fail',
    reasonCode: 'coverage-low',
    rows: ['C3'],
    arrange: measured(
      { 'src/a.ts': counts(10), 'src/core/b.ts': counts(5, 5) },
      { lines: '70', globs: 'src/core/** lines 90' },
    ),
  }),
  plant({
    defect: 'one file that sank while the total holds',
    verdict: 'fail',
    reasonCode: 'coverage-low',
    arrange: measured(
      { 'src/a.ts': counts(99, 1), 'src/b.ts': counts(1, 9) },
      { lines: '80', 'per-file': 'lines 50' },
    ),
  }),
  plant({
    defect: 'a threshold with decimals, missed by less than one per cent',
    verdict: 'fail',
    reasonCode: 'coverage-low',
    rows: ['C6'],
    arrange: measured({ 'src/a.ts': counts(795, 205) }, { lines: '79.9' }),
  }),
  plant({
    defect: 'a share that would be as demanded if it were rounded',
    verdict: 'fail',
    reasonCode: 'coverage-low',
    arrange: measured({ 'src/a.ts': counts(79_996, 20_004) }, { lines: '80' }),
  }),
  plant({
    defect: 'more uncovered lines than are allowed',
    verdict: 'fail',
    reasonCode: 'coverage-low',
    arrange: measured({ 'src/a.ts': counts(97, 3) }, { lines: 'at most 2 uncovered' }),
  }),
  plant({
    defect: 'a small file that is covered and a large one that is not, averaged',
    verdict: 'fail',
    reasonCode: 'coverage-low',
    rows: ['C15'],
    arrange: measured({ 'src/a.ts': counts(10), 'src/b.ts': counts(200, 800) }, { lines: '60' }),
  }),
  plant({
    defect: 'totals that the report leaves out',
    verdict: 'fail',
    reasonCode: 'coverage-low',
    rows: ['C14'],
    async arrange(folder) {
      await repository(folder, PLAIN);
      const report = lcov({ 'src/a.ts': counts(2, 8) });
      await write(folder, { [REPORT]: report.replaceAll(/^L[FH]:\d+\n/gm, '') });
      return { lines: '80' };
    },
  }),
  plant({
    defect: 'nothing wrong: two reports that cover one half each',
    verdict: 'pass',
    reasonCode: 'passed',
    async arrange(folder) {
      await repository(folder, PLAIN);
      await write(folder, {
        'coverage/unit/lcov.info': lcov({ 'src/a.ts': [1, 1, 1, 1, 1, 0, 0, 0, 0, 0] }),
        'coverage/e2e/lcov.info': lcov({ 'src/a.ts': [0, 0, 0, 0, 0, 1, 1, 1, 1, 1] }),
      });
      return { report: 'coverage/*/lcov.info', lines: '100' };
    },
  }),
];
