import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import {
  KINDS,
  lockFileOf,
  MANIFESTS,
  writeFiles,
  writeProject,
  type Kind,
} from '../prove/dependency-audit/projects.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { folderTree } from './file-tree.ts';
import { findLockFile } from './find-lock-file.ts';
import { readLockFile, type LockFile } from './read-lock-file.ts';
import { packagesInScope, type Scope } from './scope.ts';
import { waysTo } from './ways.ts';

const temporaryFolder = temporaryFolders();

async function read(files: Readonly<Record<string, string | object>>): Promise<LockFile> {
  const folder = await temporaryFolder();
  await writeFiles(folder, files);
  const tree = folderTree(folder);
  return readLockFile(tree, await findLockFile(tree));
}

function inScope(lock: LockFile, scope: Scope): string[] {
  const { packages } = packagesInScope(lock, scope);
  return [...packages]
    .flatMap(({ name, version }) => (version === undefined ? [] : [`${name}@${version}`]))
    .sort();
}

const SHIPS = ['@esbuild/linux-arm64@0.21.5', 'cookie@0.6.0', 'debug@2.6.9', 'lodash@4.17.20', 'ms@2.0.0'];

describe.each(Object.keys(KINDS) as Kind[])('the lock file of %s', (kind) => {
  async function project(): Promise<LockFile> {
    const folder = await temporaryFolder();
    await writeProject(folder, kind);
    const tree = folderTree(folder);
    return readLockFile(tree, await findLockFile(tree));
  }

  it('names all its packages as the registry does, whatever they are called there', async () => {
    const all = [...SHIPS, 'minimist@0.0.8', 'mkdirp@0.5.1', 'semver@6.3.0'].sort();
    expect(inScope(await project(), { kind: 'all' })).toEqual(all);
  });

  it('tells what ships from what development needs, workspace by workspace', async () => {
    const lock = await project();
    expect(inScope(lock, { kind: 'production' })).toEqual(SHIPS);
    expect(inScope(lock, { kind: 'production', workspace: 'app' })).toEqual(SHIPS);
    expect(inScope(lock, { kind: 'production', workspace: './lib/' })).toEqual(SHIPS.slice(0, 2));
    expect(inScope(lock, { kind: 'all', workspace: 'app' })).toEqual(
      [...SHIPS, 'minimist@0.0.8', 'mkdirp@0.5.1'].sort(),
    );
  });

  it('tells through what a package comes, and at which line it stands', async () => {
    const lock = await project();
    const examined = packagesInScope(lock, { kind: 'all' });
    const found = Object.fromEntries([...examined.packages].map(({ name, key }) => [name, key]));
    expect(waysTo(found['minimist'] ?? '', examined)).toEqual({
      entries: ['app > mkdirp'],
      shortest: 'app > mkdirp > minimist',
    });
    expect(waysTo(found['cookie'] ?? '', examined)).toEqual({
      entries: ['app > lib', 'lib > cookie'],
      shortest: 'lib > cookie',
    });
    const lines = (await readFile(lockFileOf(kind), 'utf8')).split('\n');
    expect(lines[lock.lineOf(found['minimist'] ?? '') - 1]).toMatch(
      /^ *["']?(?:node_modules)?\/?minimist[^ ]*:/,
    );
  });

  it('refuses a workspace that it does not have', async () => {
    const lock = await project();
    expect(() => packagesInScope(lock, { kind: 'all', workspace: 'ap' })).toThrow(
      expect.objectContaining({ code: 'inputs-invalid' }),
    );
  });

  it.each(['package.json', 'app/package.json'])('is incomplete for a newer %s', async (path) => {
    const folder = await temporaryFolder();
    await writeProject(folder, kind);
    const manifest = MANIFESTS[path as keyof typeof MANIFESTS];
    await writeFiles(folder, { [path]: { ...manifest, dependencies: { 'left-out': '1.0.0' } } });
    await expect(readLockFile(folderTree(folder), KINDS[kind])).rejects.toMatchObject({
      code: 'lockfile-incomplete',
    });
  });
});

describe('a lock file', () => {
  it('of npm gives each package the nearest copy, as Node.js finds it', async () => {
    const lock = await read({
      'package-lock.json': {
        lockfileVersion: 2,
        packages: {
          '': { dependencies: { a: '1' }, devDependencies: { c: '2' } },
          'node_modules/a': { version: '1.0.0', dependencies: { b: '1' }, peerDependencies: { none: '1' } },
          'node_modules/a/node_modules/b': { version: '1.0.0', dependencies: { c: '1' } },
          'node_modules/a/node_modules/c': { version: '1.0.0' },
          'node_modules/c': { version: '2.0.0' },
        },
      },
    });
    expect(inScope(lock, { kind: 'production' })).toEqual(['a@1.0.0', 'b@1.0.0', 'c@1.0.0']);
  });

  it('of Yarn 4 shows a patched package as what was patched, and one that is put in another’s place', async () => {
    const lock = await read({
      'package.json': { name: 'x', dependencies: { a: '1', b: '1' }, resolutions: { b: '2.0.0' } },
      'yarn.lock': `__metadata:
  version: 8

"a@patch:a@npm%3A1#~/a.patch":
  version: 1.0.0
  resolution: "a@patch:a@npm%3A1.0.0#~/a.patch::version=1.0.0&hash=1"

"b@npm:2.0.0":
  version: 2.0.0
  resolution: "b@npm:2.0.0"

"x@workspace:.":
  version: 0.0.0-use.local
  resolution: "x@workspace:."
  dependencies:
    a: "patch:a@npm%3A1#~/a.patch"
    b: "npm:1"
`,
    });
    expect(inScope(lock, { kind: 'production' })).toEqual(['a@1.0.0', 'b@2.0.0']);
  });

  it('of Yarn 1 tells nothing of production without a package.json', async () => {
    const lock = await read({ 'yarn.lock': await readFile(lockFileOf('yarn1'), 'utf8') });
    expect(inScope(lock, { kind: 'all' })).toHaveLength(8);
    expect(() => packagesInScope(lock, { kind: 'production' })).toThrow(
      expect.objectContaining({ code: 'lockfile-incomplete' }),
    );
  });

  it('with sources that no registry has keeps them apart', async () => {
    const lock = await read({
      'package.json': { name: 'x', dependencies: { a: 'git+ssh://git@host.test/a.git' } },
      'bun.lock': `{
        "lockfileVersion": 1, // text
        "workspaces": { "": { "name": "x", "dependencies": { "a": "git+ssh://git@host.test/a.git" } } },
        "packages": { "a": ["a@git+ssh://git@host.test/a.git#abc", {}, "abc"], },
      }`,
    });
    expect(
      [...packagesInScope(lock, { kind: 'all' }).packages].map(({ name, version }) => [name, version]),
    ).toEqual([
      ['.', undefined],
      ['a', undefined],
    ]);
  });

  it.each([
    ['no document at all', 'pnpm-lock.yaml', '# nothing\n'],
    ['a key twice', 'pnpm-lock.yaml', 'lockfileVersion: "9.0"\npackages: {}\npackages: {}\n'],
    ['an older form', 'pnpm-lock.yaml', 'lockfileVersion: 5.4\npackages: {}\n'],
    ['a conflict of git', 'yarn.lock', '<<<<<<< HEAD\na@1:\n  version "1.0.0"\n=======\n>>>>>>> main\n'],
    ['an entry without a version', 'yarn.lock', 'a@1:\n  resolved "x"\n'],
    ['a version that is none', 'yarn.lock', 'a@1:\n  version "1.0"\n'],
    [
      'no version',
      'yarn.lock',
      '__metadata:\n  version: 8\n\n"a@npm:1":\n  version:\n  resolution: "a@npm:1.0.0"\n',
    ],
    ['no name', 'yarn.lock', '__metadata:\n  version: 8\n\n"a@npm:1":\n  version: 1.0.0\n  resolution:\n'],
    ['a JSON of something else', 'package-lock.json', '[]'],
  ])('is not understood with %s', async (_what, name, text) => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { [name]: text });
    await expect(readLockFile(folderTree(folder), name)).rejects.toMatchObject({
      code: 'lockfile-unreadable',
    });
  });

  it('with a name that no package manager gives is not understood', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'my.lock': 'x' });
    await expect(readLockFile(folderTree(folder), 'my.lock')).rejects.toMatchObject({
      code: 'lockfile-unreadable',
    });
  });
});
