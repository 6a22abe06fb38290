import { execa } from 'execa';
import { plantOf } from '../dependency-audit/case.ts';
import { npmProject, writeFiles } from '../dependency-audit/projects.ts';
import type { Plant } from '../plant.ts';

type Files = Readonly<Record<string, string | object>>;

const WITH_LODASH = npmProject({ dependencies: { lodash: '4.17.20' } });
const BOTH = npmProject({ dependencies: { lodash: '4.17.20', minimist: '1.2.5' } });
const NEW_ONLY = { 'new-only': 'true', base: 'main' };

/** A branch that left main, of which only what is new counts. */
export const AUDIT_NEW_ONLY_PLANTS: readonly Plant[] = [
  plantOf({
    defect: 'an advisory that main has already, where only what is new counts',
    verdict: 'pass',
    reasonCode: 'passed',
    prepare: (folder) => branched(folder, WITH_LODASH, { ...WITH_LODASH, 'CHANGES.md': 'More.' }),
    given: NEW_ONLY,
  }),
  plantOf({
    defect: 'an advisory that main has already, where everything counts',
    verdict: 'fail',
    reasonCode: 'vulnerable',
    rows: ['A9'],
    prepare: (folder) => branched(folder, WITH_LODASH, { ...WITH_LODASH, 'CHANGES.md': 'More.' }),
  }),
  plantOf({
    defect: 'an advisory that the branch brings, beside one that main has',
    verdict: 'fail',
    reasonCode: 'vulnerable',
    prepare: (folder) => branched(folder, WITH_LODASH, BOTH),
    given: NEW_ONLY,
  }),
  plantOf({
    defect: 'a vulnerable package that was for development on main, and ships now',
    verdict: 'fail',
    reasonCode: 'vulnerable',
    rows: ['A9'],
    prepare: (folder) =>
      branched(
        folder,
        npmProject({ dependencies: { semver: '7.8.6' }, devDependencies: { minimist: '1.2.5' } }),
        npmProject({ dependencies: { semver: '7.8.6', minimist: '1.2.5' } }),
      ),
    given: { ...NEW_ONLY, scope: 'production' },
  }),
  plantOf({
    defect: 'malware that main has already',
    verdict: 'fail',
    reasonCode: 'malware-found',
    prepare: (folder) => {
      const files = npmProject({ dependencies: { 'ua-parser-js': '1.0.0' } });
      return branched(folder, files, { ...files, 'CHANGES.md': 'More.' });
    },
    given: NEW_ONLY,
  }),
  plantOf({
    defect: 'an advisory in the first lock file that there is',
    verdict: 'fail',
    reasonCode: 'vulnerable',
    prepare: (folder) => branched(folder, { 'README.md': 'Soon.' }, WITH_LODASH),
    given: NEW_ONLY,
  }),
  plantOf({
    defect: 'a base that is this very commit, against which nothing is ever new',
    verdict: 'unproven',
    reasonCode: 'base-unknown',
    prepare: (folder) => branched(folder, { 'README.md': 'Soon.' }, WITH_LODASH),
    given: { 'new-only': 'true', base: 'HEAD' },
  }),
  plantOf({
    defect: 'a base that was not checked out',
    verdict: 'unproven',
    reasonCode: 'base-unknown',
    prepare: (folder) => branched(folder, { 'README.md': 'Soon.' }, WITH_LODASH),
    given: { 'new-only': 'true', base: 'origin/main' },
  }),
  plantOf({
    defect: 'no git to ask what is new',
    verdict: 'unproven',
    reasonCode: 'program-missing',
    prepare: (folder) => branched(folder, WITH_LODASH, BOTH),
    given: NEW_ONLY,
    variables: { PATH: '/nowhere' },
  }),
];

async function branched(folder: string, before: Files, after: Files): Promise<void> {
  await git(folder, ['init', '--quiet', '--initial-branch', 'main']);
  await writeFiles(folder, before);
  await commit(folder);
  await git(folder, ['switch', '--quiet', '--create', 'topic']);
  await writeFiles(folder, after);
  await commit(folder);
}

async function commit(folder: string): Promise<void> {
  await git(folder, ['add', '--all']);
  await git(folder, [
    '-c',
    'user.name=x',
    '-c',
    'user.email=x@x.test',
    'commit',
    '--quiet',
    '--message',
    'x',
  ]);
}

async function git(folder: string, args: readonly string[]): Promise<void> {
  await execa('git', args, { cwd: folder, env: { GIT_CONFIG_GLOBAL: '/dev/null' } });
}
