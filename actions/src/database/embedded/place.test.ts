import { chmod, chown, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findPlace, makePlace, makeSharedFolder, removePlace } from './place.ts';

const isRoot = process.getuid?.() === 0;

describe('where a cluster lies', () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await realpath(await mkdtemp(join(tmpdir(), 'tidegate-place-')));
    folder = join(parent, 'database');
  });
  afterEach(async () => {
    await chmod(parent, 0o700);
    await rm(parent, { recursive: true });
  });

  it('is the folder itself when PostgreSQL’s account may enter it', async () => {
    await chmod(parent, 0o711);
    expect(await makePlace(folder)).toMatchObject({ folder, data: `${folder}/data` });
  });

  it('is elsewhere, and stays there, when only root may enter the folder', async () => {
    const place = await makePlace(folder);
    expect(place.base === folder).toBe(!isRoot);
    await chmod(parent, 0o711);
    expect(await makePlace(folder)).toEqual(place);
    expect(await findPlace(folder)).toEqual(place);
    await removePlace(place);
    expect(await findPlace(folder)).toBeUndefined();
  });

  it('is never a shared folder that somebody else made first', async () => {
    const path = await makeSharedFolder(folder);
    await rm(path, { recursive: true });
    // An ordinary user can't give a folder away; something else of that name must do.
    if (isRoot) {
      await mkdir(path, { mode: 0o777 });
      await chown(path, 65_534, 65_534);
    } else await writeFile(path, '');
    const outcome: unknown = await makeSharedFolder(folder).catch((error: unknown) => error);
    await rm(path, { recursive: true });
    expect(outcome).toMatchObject({ code: 'filesystem-refused' });
  });
});
