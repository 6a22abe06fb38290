import { chmod, chown, mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { systemFiles } from './files.ts';

const temporaryFolder = temporaryFolders();
const NOBODY = 65_534;

/** Root may do anything: where the tests run as root, `work` is done as nobody. */
async function asOrdinaryUser(folder: string, work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  for (const path of [folder, join(folder, 'tree'), join(folder, 'tree/bin'), join(folder, 'tree/bin/file')])
    await chown(path, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

async function readOnlyTree(folder: string): Promise<string> {
  const tree = join(folder, 'tree');
  await mkdir(join(tree, 'bin'), { recursive: true });
  await writeFile(join(tree, 'bin/file'), 'x', { mode: 0o444 });
  await chmod(join(tree, 'bin'), 0o555);
  await chmod(tree, 0o555);
  return tree;
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('files', () => {
  it('are written with just the mode asked for, whatever stood there', async () => {
    const path = join(await temporaryFolder(), 'file');
    await writeFile(path, 'something longer', { mode: 0o666 });
    await systemFiles.writeDurably(path, 'new', 0o600);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await modeOf(path)).toBe(0o600);
  });

  it('are appended to: whole lines, also when several append at once; made private at the first', async () => {
    const path = join(await temporaryFolder(), 'journal');
    const lines = Array.from({ length: 20 }, (_, index) => `${index}${'-'.repeat(5000)}\n`);
    await Promise.all(lines.map((line) => systemFiles.appendDurably(path, line)));
    const found = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    expect(found.map((line) => `${line}\n`).sort()).toEqual([...lines].sort());
    expect(await modeOf(path)).toBe(0o600);
  });

  it('lose what stands behind a place when they are truncated there', async () => {
    const path = join(await temporaryFolder(), 'journal');
    await systemFiles.appendDurably(path, 'whole\ntorn');
    await systemFiles.truncate(path, 6);
    await systemFiles.appendDurably(path, 'next\n');
    expect(await systemFiles.readText(path)).toBe('whole\nnext\n');
  });

  it('are not linked over what is there', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'mine'), 'mine');
    await writeFile(join(folder, 'lock'), 'theirs');
    const linking = systemFiles.link(join(folder, 'mine'), join(folder, 'lock'));
    await expect(linking).rejects.toEqual(expect.objectContaining({ code: 'EEXIST' }));
    expect(await systemFiles.readText(join(folder, 'lock'))).toBe('theirs');
  });

  it('are moved onto what is there in one step, a link’s target untouched', async () => {
    const folder = await temporaryFolder();
    await systemFiles.symlink('old.sock', join(folder, 'current'));
    await systemFiles.symlink('new.sock', join(folder, 'next'));
    await systemFiles.rename(join(folder, 'next'), join(folder, 'current'));
    expect(await systemFiles.readLink(join(folder, 'current'))).toBe('new.sock');
    expect(await systemFiles.list(folder)).toEqual(['current']);
  });

  it('say whether they are there, and a link to nothing is not', async () => {
    const folder = await temporaryFolder();
    await symlink('nothing', join(folder, 'link'));
    expect(await systemFiles.exists(folder)).toBe(true);
    expect(await systemFiles.exists(join(folder, 'link'))).toBe(false);
  });
});

describe('a tree', () => {
  it('is removed by an ordinary user though it is read-only', async () => {
    const folder = await temporaryFolder();
    const tree = await readOnlyTree(folder);
    await asOrdinaryUser(folder, () => systemFiles.removeTree(tree));
    expect(await systemFiles.list(folder)).toEqual([]);
  });

  it('that is not there is removed already', async () => {
    await systemFiles.removeTree(join(await temporaryFolder(), 'nothing'));
  });

  it.each(['the tree itself', 'in the tree'])(
    'is removed without what a link leads to: %s is a link',
    async (where) => {
      const folder = await temporaryFolder();
      const tree = await readOnlyTree(folder);
      const doomed = join(folder, 'doomed');
      if (where === 'in the tree') await mkdir(doomed);
      await symlink(tree, where === 'in the tree' ? join(doomed, 'link') : doomed);
      await systemFiles.removeTree(doomed);
      expect(await systemFiles.list(folder)).toEqual(['tree']);
      expect(await readFile(join(tree, 'bin/file'), 'utf8')).toBe('x');
      expect(await modeOf(tree)).toBe(0o555);
      await expect(readlink(doomed)).rejects.toEqual(expect.objectContaining({ code: 'ENOENT' }));
    },
  );
});
