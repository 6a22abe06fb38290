import type { Plant } from '../../plant.ts';
import { commit, counts, git, lcov, plant, REPORT, repository, source, write } from './sample.ts';

const PLAIN = { 'src/a.ts': source(10), 'src/b.ts': source(10) };
const BASE_REPORT = 'base/lcov.info';
const ASKED = { ratchet: 'true', base: 'main', 'base-report': BASE_REPORT };

/** A change that leaves so much covered of what was, with the base's report; gives where the change began. */
async function dropped(folder: string, before: number, after: number): Promise<string> {
  const began = await repository(folder, PLAIN);
  await commit(folder, { 'src/a.ts': source(10, 'changed') });
  await write(folder, {
    [BASE_REPORT]: lcov({ 'src/a.ts': counts(before, 10 - before), 'src/b.ts': counts(10) }),
    [REPORT]: lcov({ 'src/a.ts': counts(after, 10 - after), 'src/b.ts': counts(10) }),
  });
  return began;
}

/** Comparisons with nothing, or with the wrong thing. */
export const BASE_PLANTS: readonly Plant[] = [
  plant({
    defect: 'nothing wrong: as much is covered as where the change began',
    verdict: 'pass',
    reasonCode: 'passed',
    arrange: async (folder) => ({ ...ASKED, 'base-commit': await dropped(folder, 8, 8) }),
  }),
  plant({
    defect: 'nothing wrong: a drop that was allowed, with its reason',
    verdict: 'pass',
    reasonCode: 'passed',
    arrange: async (folder) => ({
      ...ASKED,
      'base-commit': await dropped(folder, 8, 7),
      'allowed-drop': '5',
      'drop-reason': 'a covered part left',
    }),
  }),
  plant({
    defect: 'less covered than where the change began, though above any threshold',
    verdict: 'fail',
    reasonCode: 'coverage-dropped',
    arrange: async (folder) => ({ ...ASKED, lines: '50', 'base-commit': await dropped(folder, 8, 7) }),
  }),
  plant({
    defect: 'a drop allowed for no reason',
    verdict: 'unproven',
    reasonCode: 'inputs-invalid',
    arrange: async (folder) => ({
      ...ASKED,
      'base-commit': await dropped(folder, 8, 7),
      'allowed-drop': '5',
    }),
  }),
  plant({
    defect: 'a base whose report is missing, taken for 0 %',
    verdict: 'unproven',
    reasonCode: 'base-missing',
    rows: ['C13'],
    arrange: async (folder) => ({
      ...ASKED,
      'base-commit': await dropped(folder, 8, 8),
      'base-report': 'base/none.info',
    }),
  }),
  plant({
    defect: 'a base branch that a shallow checkout does not have',
    verdict: 'unproven',
    reasonCode: 'base-missing',
    arrange: async (folder) => ({
      patch: '80',
      base: (await dropped(folder, 8, 8)) === '' ? '' : 'origin/main',
    }),
  }),
  plant({
    defect: 'a base that has no history in common',
    verdict: 'unproven',
    reasonCode: 'base-missing',
    async arrange(folder) {
      await dropped(folder, 8, 8);
      await git(folder, 'switch', '--quiet', '--orphan', 'stranger');
      await commit(folder, PLAIN);
      await git(folder, 'switch', '--quiet', 'change');
      await write(folder, { [REPORT]: lcov({ 'src/a.ts': counts(10) }) });
      return { patch: '80', base: 'stranger' };
    },
  }),
  plant({
    defect: 'a comparison with the newest main instead of where the change began',
    verdict: 'unproven',
    reasonCode: 'base-unrelated',
    rows: ['C19'],
    async arrange(folder) {
      await dropped(folder, 8, 8);
      await git(folder, 'switch', '--quiet', 'main');
      const newest = await commit(folder, { 'src/c.ts': source(10) });
      await git(folder, 'switch', '--quiet', 'change');
      await write(folder, { [REPORT]: lcov({ 'src/a.ts': counts(8, 2), 'src/b.ts': counts(10) }) });
      return { ...ASKED, 'base-commit': newest };
    },
  }),
  plant({
    defect: 'a push to main, compared with itself',
    verdict: 'unproven',
    reasonCode: 'base-unrelated',
    async arrange(folder) {
      await dropped(folder, 8, 7);
      const head = await git(folder, 'rev-parse', 'HEAD');
      return { ...ASKED, base: 'HEAD', 'base-commit': head };
    },
  }),
];
