import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openArtifact } from './open.ts';
import { sampleEntries, sha256Of } from './testing/sample-artifact.ts';
import { archiveOf } from './testing/tar-writer.ts';
import { withFolder } from './testing/temporary-folder.ts';
import { verifyUnpacked } from './verify.ts';

describe('verifyUnpacked', () => {
  it('finds nothing wrong with a release as it was unpacked', async () => {
    await withRelease(async (release) => {
      expect(await verifyUnpacked(release)).toEqual([]);
      expect(await verifyUnpacked(`${release}/`)).toEqual([]);
    });
  });

  const damages: [string, RegExp, (release: string) => Promise<void>][] = [
    ['a changed byte', /^server\.mjs has the sha256 /, changeOneByte],
    [
      'a longer file',
      /^sbom\.cdx\.json has 5 bytes instead of 3$/,
      (at) => replace(at, 'sbom.cdx.json', '{}  \n'),
    ],
    ['a missing file', /^server\.mjs is missing$/, (release) => rm(join(release, 'server.mjs'))],
    ['an added file', /^tools\/more is not listed/, (release) => writeFile(join(release, 'tools/more'), '')],
    ['an added link', /^more is not listed/, (release) => symlink('server.mjs', join(release, 'more'))],
    ['a file that became a link', /^server\.mjs is no plain file$/, linkToElsewhere],
    ['a file that became a folder', /^server\.mjs is no plain file$/, becomeFolder],
    [
      'a script that can’t be run',
      /^tools\/run\.sh has the mode 444$/,
      (at) => chmod(join(at, 'tools/run.sh'), 0o444),
    ],
    [
      'a file that can be run',
      /^server\.mjs has the mode 555$/,
      (at) => chmod(join(at, 'server.mjs'), 0o555),
    ],
    ['a missing manifest', /^manifest\.json is missing$/, (release) => rm(join(release, 'manifest.json'))],
    [
      'a damaged manifest',
      /manifest\.json is not of the known form/,
      (at) => replace(at, 'manifest.json', '{'),
    ],
    ['a missing release', /^manifest\.json is missing$/, (release) => rm(release, { recursive: true })],
  ];

  it.each(damages)('names %s', async (_name, problem, damage) => {
    await withRelease(async (release) => {
      for (const folder of ['', 'tools', 'migrations']) await chmod(join(release, folder), 0o755);
      await damage(release);
      expect(await verifyUnpacked(release)).toEqual([expect.stringMatching(problem)]);
    });
  });

  it('names every problem at once', async () => {
    await withRelease(async (release) => {
      await chmod(release, 0o755);
      await rm(join(release, 'server.mjs'));
      await changeOneByte(release, 'check-config.mjs');
      expect(await verifyUnpacked(release)).toHaveLength(2);
    });
  });

  it('names a folder that became a link, even to the same files', async () => {
    await withRelease(async (release) => {
      for (const folder of ['', 'migrations']) await chmod(join(release, folder), 0o755);
      await rename(join(release, 'migrations'), join(release, '..', 'elsewhere'));
      await symlink('../elsewhere', join(release, 'migrations'));
      expect(await verifyUnpacked(release)).toEqual(['migrations is not listed in the manifest']);
    });
  });
});

async function withRelease(test: (release: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const bytes = archiveOf(sampleEntries());
    const release = join(folder, 'release');
    await writeFile(join(folder, 'archive'), bytes);
    await openArtifact({ archive: join(folder, 'archive'), digest: sha256Of(bytes), into: release });
    await test(release);
  });
}

async function changeOneByte(release: string, name = 'server.mjs'): Promise<void> {
  const bytes = await readFile(join(release, name));
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  await replace(release, name, bytes);
}

async function replace(release: string, name: string, content: string | Buffer): Promise<void> {
  await chmod(join(release, name), 0o644);
  await writeFile(join(release, name), content);
}

async function linkToElsewhere(release: string): Promise<void> {
  await rename(join(release, 'server.mjs'), join(release, '..', 'server.mjs'));
  await symlink('../server.mjs', join(release, 'server.mjs'));
}

async function becomeFolder(release: string): Promise<void> {
  await rm(join(release, 'server.mjs'));
  await mkdir(join(release, 'server.mjs'));
}
