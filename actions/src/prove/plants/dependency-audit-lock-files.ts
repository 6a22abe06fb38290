import { plantOf } from '../dependency-audit/case.ts';
import { KINDS, npmProject, writeProject, type Kind } from '../dependency-audit/projects.ts';
import type { Plant } from '../plant.ts';

const NAMES = {
  npm: 'npm',
  pnpm: 'pnpm 10',
  pnpm8: 'pnpm 8',
  yarn1: 'Yarn 1',
  berry: 'Yarn 4',
  bun: 'Bun',
} as const satisfies Record<Kind, string>;

const CLEAN = npmProject({ dependencies: { lodash: '4.17.21' } });

/** What a lock file says, does not say, or says in another way. */
export const AUDIT_LOCK_FILE_PLANTS: readonly Plant[] = [
  ...(Object.keys(KINDS) as Kind[]).flatMap(ofKind),
  plantOf({
    defect: 'a vulnerable package that only development installs, with no scope given',
    verdict: 'fail',
    reasonCode: 'vulnerable',
    rows: ['A9'],
    files: npmProject({ devDependencies: { minimist: '1.2.5' } }),
  }),
  plantOf({
    defect: 'nothing wrong',
    verdict: 'pass',
    reasonCode: 'passed',
    files: CLEAN,
  }),
  plantOf({
    defect: 'no lock file',
    verdict: 'unproven',
    reasonCode: 'lockfile-missing',
    files: { 'package.json': { name: 'shop' } },
  }),
  plantOf({
    defect: 'an empty lock file',
    verdict: 'unproven',
    reasonCode: 'lockfile-missing',
    files: { 'package-lock.json': '\n' },
  }),
  plantOf({
    defect: 'two lock files, one of which is stale',
    verdict: 'unproven',
    reasonCode: 'lockfile-missing',
    files: { ...CLEAN, 'yarn.lock': '# yarn lockfile v1\n' },
  }),
  plantOf({
    defect: 'a lock file that is cut off',
    verdict: 'unproven',
    reasonCode: 'lockfile-unreadable',
    rows: ['A7'],
    files: { 'package-lock.json': JSON.stringify(CLEAN['package-lock.json']).slice(0, -5) },
  }),
  plantOf({
    defect: 'a lock file of a form that is not known, whose packages a reader would not find',
    verdict: 'unproven',
    reasonCode: 'lockfile-unreadable',
    rows: ['A2', 'A7'],
    files: { 'package-lock.json': { lockfileVersion: 1, dependencies: { minimist: { version: '1.2.5' } } } },
  }),
  plantOf({
    defect: 'a lock file that names no package',
    verdict: 'unproven',
    reasonCode: 'nothing-examined',
    rows: ['A7'],
    files: npmProject({}),
  }),
  plantOf({
    defect: 'a lock file whose packages are all for development, where production is looked at',
    verdict: 'unproven',
    reasonCode: 'nothing-examined',
    rows: ['A7', 'A9'],
    files: npmProject({ devDependencies: { minimist: '1.2.5' } }),
    given: { scope: 'production' },
  }),
  plantOf({
    defect: 'a dependency that was added to package.json after the lock file was written',
    verdict: 'unproven',
    reasonCode: 'lockfile-incomplete',
    rows: ['A8'],
    files: {
      ...CLEAN,
      'package.json': { name: 'shop', dependencies: { lodash: '4.17.21', minimist: '1.2.5' } },
    },
  }),
  plantOf({
    defect: 'a lock file that lacks what one of its packages requires',
    verdict: 'unproven',
    reasonCode: 'lockfile-incomplete',
    rows: ['A8'],
    files: {
      'package-lock.json': {
        lockfileVersion: 3,
        packages: {
          '': { dependencies: { mkdirp: '0.5.1' } },
          'node_modules/mkdirp': { version: '0.5.1', dependencies: { minimist: '0.0.8' } },
        },
      },
    },
  }),
];

/** Each package manager’s own file: its alias hides what is vulnerable, and below the level it must not cry wolf. */
function ofKind(kind: Kind): Plant[] {
  const rows = kind === 'berry' ? { rows: ['A2'] } : {};
  return [
    plantOf({
      ...rows,
      defect: `a vulnerable package under another name in a workspace, locked by ${NAMES[kind]}`,
      verdict: 'fail',
      reasonCode: 'vulnerable',
      prepare: (folder) => writeProject(folder, kind),
      given: { level: 'high', scope: 'production', workspace: 'app' },
    }),
    plantOf({
      defect: `what is worst is for development alone, and production is looked at, locked by ${NAMES[kind]}`,
      verdict: 'pass',
      reasonCode: 'passed',
      prepare: (folder) => writeProject(folder, kind),
      given: { level: 'critical', scope: 'production' },
    }),
  ];
}
