import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plant } from '../../plant.ts';
import { commit, counts, git, lcov, plant, REPORT, repository, source, write, type Files } from './sample.ts';

const PLAIN = { 'src/a.ts': source(10), 'src/b.ts': source(10) };
const ASKED = { patch: '80', base: 'main' };

/** A repository in which the files were changed after it branched off, and a report of it. */
function changed(files: Files, report: string, inputs: Readonly<Record<string, string>> = {}) {
  return async (folder: string): Promise<Readonly<Record<string, string>>> => {
    await repository(folder, PLAIN);
    await commit(folder, files);
    await write(folder, { [REPORT]: report });
    return { ...ASKED, ...inputs };
  };
}

const CALL = `before();\nrun(\n  one,\n  TWO,\n);\n`;

/** What a change touches and nobody covers. */
export const PATCH_PLANTS: readonly Plant[] = [
  plant({
    defect: 'nothing wrong: a change that is covered in a file that mostly is not',
    verdict: 'pass',
    reasonCode: 'passed',
    arrange: changed(
      { 'src/a.ts': `${source(10)}added(1);\nadded(2);\n` },
      lcov({ 'src/a.ts': [...counts(0, 10), 1, 1], 'src/b.ts': counts(0, 10) }),
    ),
  }),
  plant({
    defect: 'nothing wrong: a change of documents alone',
    verdict: 'pass',
    reasonCode: 'passed',
    arrange: changed({ 'README.md': '# changed\n' }, lcov({ 'src/a.ts': counts(10) })),
  }),
  plant({
    defect: 'nothing wrong: a file that was taken away, and a changed test that nobody measures',
    verdict: 'pass',
    reasonCode: 'passed',
    async arrange(folder) {
      await repository(folder, { ...PLAIN, 'src/old.ts': source(10), 'src/a.test.ts': source(3) });
      await git(folder, 'rm', '--quiet', 'src/old.ts');
      await commit(folder, { 'src/a.test.ts': source(4) });
      await write(folder, { [REPORT]: lcov({ 'src/a.ts': counts(10), 'src/b.ts': counts(10) }) });
      return ASKED;
    },
  }),
  plant({
    defect: 'nothing wrong: a new file of types alone, which no tool counts',
    verdict: 'pass',
    reasonCode: 'passed',
    arrange: changed(
      {
        'src/types.ts': 'export interface Tide {\n  readonly level: number;\n}\n',
        'src/a.ts': `${source(10)}added(1);\n`,
      },
      lcov({ 'src/a.ts': counts(11), 'src/b.ts': counts(10) }),
      { source: 'src/**/*.ts' },
    ),
  }),
  plant({
    defect: 'changed lines that no test reaches, in a repository that is covered well',
    verdict: 'fail',
    reasonCode: 'patch-uncovered',
    arrange: changed(
      { 'src/a.ts': `${source(10)}added(1);\nadded(2);\n` },
      lcov({ 'src/a.ts': [...counts(10), 0, 0], 'src/b.ts': counts(10) }),
      { lines: '80' },
    ),
  }),
  plant({
    defect: 'a file that was renamed and changed',
    verdict: 'fail',
    reasonCode: 'patch-uncovered',
    rows: ['C8'],
    async arrange(folder) {
      await repository(folder, PLAIN);
      await rename(join(folder, 'src/a.ts'), join(folder, 'src/renamed.ts'));
      await commit(folder, { 'src/renamed.ts': `${source(10)}added(1);\nadded(2);\n` });
      await write(folder, {
        [REPORT]: lcov({ 'src/renamed.ts': [...counts(10), 0, 0], 'src/b.ts': counts(10) }),
      });
      return ASKED;
    },
  }),
  plant({
    defect: 'a new file that is in no report',
    verdict: 'unproven',
    reasonCode: 'source-unmeasured',
    rows: ['C9'],
    arrange: changed(
      { 'src/new.ts': source(20), 'src/a.ts': `${source(10)}added(1);\n` },
      lcov({ 'src/a.ts': counts(11), 'src/b.ts': counts(10) }),
    ),
  }),
  plant({
    defect: 'a changed file of which the report has numbers and no lines',
    verdict: 'unproven',
    reasonCode: 'nothing-examined',
    async arrange(folder) {
      await changed({ 'src/a.ts': source(11) }, '')(folder);
      const totals = { total: 11, covered: 11, skipped: 0, pct: 100 };
      const file = { lines: totals, statements: totals, functions: totals, branches: totals };
      await write(folder, { 'coverage/summary.json': JSON.stringify({ total: file, 'src/a.ts': file }) });
      return { ...ASKED, report: 'coverage/summary.json' };
    },
  }),
  plant({
    defect: 'a change in the third line of a call, which has no counter of its own',
    verdict: 'fail',
    reasonCode: 'patch-uncovered',
    rows: ['C11'],
    async arrange(folder) {
      await repository(folder, { ...PLAIN, 'src/call.ts': CALL.replace('TWO', 'two') });
      await commit(folder, { 'src/call.ts': CALL });
      await write(folder, { [REPORT]: lcov({ 'src/call.ts': [1, 0], 'src/b.ts': counts(10) }) });
      return ASKED;
    },
  }),
  plant({
    defect: 'a change of more files than an interface would list, the last of them uncovered',
    verdict: 'fail',
    reasonCode: 'patch-uncovered',
    rows: ['C12'],
    async arrange(folder) {
      await repository(folder, PLAIN);
      const paths = Array.from(
        { length: 340 },
        (_, index) => `src/many/f${String(index).padStart(3, '0')}.ts`,
      );
      await commit(folder, Object.fromEntries(paths.map((path) => [path, source(3)])));
      const report = Object.fromEntries(
        paths.map((path, index) => [path, index < paths.length - 1 ? counts(3) : counts(0, 3)]),
      );
      await write(folder, { [REPORT]: lcov(report) });
      return { ...ASKED, patch: '100' };
    },
  }),
  plant({
    defect: 'an attribute of the change itself that hides its files from a diff',
    verdict: 'fail',
    reasonCode: 'patch-uncovered',
    arrange: changed(
      { '.gitattributes': '*.ts -diff\n', 'src/a.ts': `${source(10)}added(1);\n` },
      lcov({ 'src/a.ts': [...counts(10), 0], 'src/b.ts': counts(10) }),
    ),
  }),
  plant({
    defect: 'a branch that is compared with itself',
    verdict: 'unproven',
    reasonCode: 'nothing-examined',
    async arrange(folder) {
      await repository(folder, PLAIN);
      await write(folder, { [REPORT]: lcov({ 'src/a.ts': counts(10) }) });
      return ASKED;
    },
  }),
];
