import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { CHECKOUT } from '../tests/support/workbench.ts';
import type { LargeKind } from './large-lock-files.ts';

/** A library that reads a kind of lock file: the fastest that was found for it. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** A module’s text that reads the project in the folder `process.argv[2]`, and leaves the number of its packages in `count`. */
  readonly program: string;
}

export const PEERS: Readonly<Record<LargeKind, Peer>> = {
  npm: {
    name: 'snyk-nodejs-lockfile-parser',
    version: '2.10.4',
    program: `import { readFileSync } from 'node:fs';
import parser from 'snyk-nodejs-lockfile-parser';
const [manifest, lock] = ['package.json', 'package-lock.json'].map((name) => readFileSync(process.argv[2] + '/' + name, 'utf8'));
const graph = await parser.parseNpmLockV2Project(manifest, lock, {
  includeDevDeps: true,
  includeOptionalDeps: true,
  includePeerDeps: false,
  strictOutOfSync: true,
  pruneCycles: true,
  pruneWithinTopLevelDeps: true,
  pruneNpmStrictOutOfSync: true,
  honorAliases: true,
});
const count = graph.getPkgs().length - 1;`,
  },
  pnpm: {
    name: '@pnpm/lockfile.fs',
    version: '1001.1.35',
    program: `import { readWantedLockfile } from '@pnpm/lockfile.fs';
const lock = await readWantedLockfile(process.argv[2], { ignoreIncompatible: false });
const count = Object.keys(lock.packages).length;`,
  },
  yarn: {
    name: '@yarnpkg/lockfile',
    version: '1.1.0',
    program: `import { readFileSync } from 'node:fs';
import lockfile from '@yarnpkg/lockfile';
const { object } = lockfile.parse(readFileSync(process.argv[2] + '/yarn.lock', 'utf8'));
const count = Object.keys(object).length;`,
  },
};

/** Ours does more: it checks that nothing is missing, and goes through all that ships. */
const OURS = `import { folderTree } from './file-tree.ts';
import { findLockFile } from './find-lock-file.ts';
import { readLockFile } from './read-lock-file.ts';
import { packagesInScope } from './scope.ts';
const tree = folderTree(process.argv[2] ?? '');
const lock = await readLockFile(tree, await findLockFile(tree));
const { packages } = packagesInScope(lock, { kind: 'production' });
const count = [...packages].filter(({ version }) => version !== undefined).length;`;

/** Bytes, of the whole process at its largest. */
const REPORT = 'console.log(JSON.stringify({ count, peak: process.resourceUsage().maxRSS * 1024 }));';

/** Installs the peers into `folder`, which is online, and writes a program for each reader there. Gives their paths. */
export async function writeReaders(folder: string, stopped: AbortSignal): Promise<Readers> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const wanted = Object.values(PEERS).map(({ name, version }) => `${name}@${version}`);
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save'];
  await execa('npm', ['install', ...quietly, ...wanted], { cwd: folder, cancelSignal: stopped });
  const peers: Partial<Record<LargeKind, string>> = {};
  for (const [kind, { program }] of Object.entries(PEERS)) {
    peers[kind as LargeKind] = join(folder, `${kind}.js`);
    await writeFile(join(folder, `${kind}.js`), `${program}\n${REPORT}\n`);
  }
  await build({
    stdin: {
      contents: `${OURS}\n${REPORT}`,
      resolveDir: join(CHECKOUT, 'actions/src/lock-file'),
      sourcefile: 'ours.ts',
      loader: 'ts',
    },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    outdir: join(folder, 'ours'),
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
  });
  return { ours: join(folder, 'ours/stdin.js'), peers };
}

export interface Readers {
  readonly ours: string;
  readonly peers: Readonly<Partial<Record<LargeKind, string>>>;
}
