import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findArtifact } from './find.ts';
import { parseManifest, type Manifest } from './manifest.ts';
import { storeArtifact } from './store-artifact.ts';
import { listArtifacts, type StoredArtifact } from './store.ts';
import { sampleEntries, sampleManifest, sha256Of } from './testing/sample-artifact.ts';
import { archiveOf } from './testing/tar-writer.ts';
import { withFolder } from './testing/temporary-folder.ts';

describe('storeArtifact', () => {
  it('makes the store, and keeps nothing but the archive in it', async () => {
    await withFolder(async (folder) => {
      const { digest, path } = await storeVersion(join(folder, 'deep', 'store'), '1.0.0');
      expect(await readdir(join(folder, 'deep', 'store'))).toEqual([digest]);
      expect(sha256Of(await readFile(path))).toBe(digest);
    });
  });

  it('leaves an artifact that is there already untouched', async () => {
    await withFolder(async (store) => {
      const { path } = await storeVersion(store, '1.0.0');
      const before = await stat(path);
      await storeVersion(store, '1.0.0');
      expect((await stat(path)).ino).toBe(before.ino);
    });
  });

  it('replaces an artifact whose bytes are damaged', async () => {
    await withFolder(async (store) => {
      const { path, digest } = await storeVersion(store, '1.0.0');
      await writeFile(path, 'damaged');
      await storeVersion(store, '1.0.0');
      expect(sha256Of(await readFile(path))).toBe(digest);
    });
  });

  it('stores one artifact from several processes at once', async () => {
    await withFolder(async (store) => {
      const stored = await Promise.all(Array.from({ length: 8 }, () => storeVersion(store, '1.0.0')));
      expect(await readdir(store)).toEqual([stored[0]?.digest]);
    });
  });

  it('leaves nothing behind when the archive can’t be put in its place', async () => {
    await withFolder(async (store) => {
      // A folder that is not empty stands where the archive should be.
      await expect(storeInPlaceOfFolder(store)).rejects.toMatchObject({ code: 'EISDIR' });
      expect((await readdir(store)).filter((name) => name.startsWith('.'))).toEqual([]);
    });
  });
});

describe('listArtifacts', () => {
  it('gives every artifact of the store and nothing else', async () => {
    await withFolder(async (store) => {
      const stored = [await storeVersion(store, '1.0.0'), await storeVersion(store, '1.1.0')];
      await writeFile(join(store, 'notes.txt'), '');
      await writeFile(join(store, `.${stored[0]?.digest ?? ''}.unfinished`), '');
      const byDigest = stored.sort((a, b) => (a.digest < b.digest ? -1 : 1));
      expect(await listArtifacts(store)).toEqual(byDigest);
    });
  });

  it('gives none where there is no store yet', async () => {
    await withFolder(async (folder) => {
      expect(await listArtifacts(join(folder, 'nowhere'))).toEqual([]);
    });
  });

  it('says which artifact is damaged', async () => {
    await withFolder(async (store) => {
      const { path } = await storeVersion(store, '1.0.0');
      await writeFile(path, 'damaged');
      await expect(listArtifacts(store)).rejects.toMatchObject({
        code: 'artifact-unreadable',
        message: expect.stringContaining(path),
      });
    });
  });
});

describe('findArtifact', () => {
  it('knows an artifact by its digest, the beginning of it, its release id and its path', async () => {
    await withFolder(async (store) => {
      const wanted = await storeVersion(store, '1.0.0');
      await storeVersion(store, '1.1.0');
      const { digest, release, path } = wanted;
      for (const reference of [digest, `sha256:${digest}`, digest.slice(0, 8), release.id, path]) {
        expect(await findArtifact(store, reference)).toEqual(wanted);
      }
    });
  });

  it('knows an artifact outside of the store by its path', async () => {
    await withFolder(async (folder) => {
      const { path, digest } = await storeVersion(join(folder, 'elsewhere'), '1.0.0');
      expect(await findArtifact(join(folder, 'store'), path)).toMatchObject({ path, digest });
    });
  });

  it.each([
    ['a beginning of fewer than eight digits', (digest: string) => digest.slice(0, 7)],
    ['an end', (digest: string) => digest.slice(8)],
    ['a release id with another version', (digest: string) => `9.9.9-aaaaaaa-${digest.slice(0, 8)}`],
    ['another digest', () => '0'.repeat(64)],
    ['a path that leads nowhere', () => './nowhere.tgz'],
  ])('does not take %s for an artifact, and names those there are', async (_name, reference) => {
    await withFolder(async (store) => {
      const { digest, release } = await storeVersion(store, '1.0.0');
      await expect(findArtifact(store, reference(digest))).rejects.toMatchObject({
        name: 'UserError',
        code: 'unknown-artifact',
        message: expect.stringContaining(release.id),
      });
    });
  });

  it('refuses a beginning that two artifacts share', async () => {
    await withFolder(async (store) => {
      const { path, digest } = await storeVersion(store, '1.0.0');
      const twin = `${digest.slice(0, 32)}${'0'.repeat(32)}`;
      await writeFile(join(store, twin), await readFile(path));
      await expect(findArtifact(store, digest.slice(0, 8))).rejects.toMatchObject({
        code: 'unknown-artifact',
        message: expect.stringContaining(twin),
      });
      expect(await findArtifact(store, digest)).toMatchObject({ digest });
    });
  });

  it('says that the store is empty when it is', async () => {
    await withFolder(async (store) => {
      await expect(findArtifact(store, 'a-release')).rejects.toMatchObject({
        code: 'unknown-artifact',
        message: expect.stringContaining('empty'),
      });
    });
  });

  it('names the others when one artifact is damaged', async () => {
    await withFolder(async (store) => {
      const damaged = '0'.repeat(64);
      await writeFile(join(store, damaged), 'damaged');
      const { release } = await storeVersion(store, '1.0.0');
      const error: unknown = await findArtifact(store, '1.0.1-aaaaaaa-99999999').catch(
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: 'unknown-artifact' });
      expect((error as Error).message).toContain(release.id);
      expect((error as Error).message).toContain(damaged);
    });
  });
});

async function storeVersion(store: string, version: string): Promise<StoredArtifact> {
  const { archive, manifest } = sampleOf(version);
  return storeArtifact(store, archive, manifest);
}

async function storeInPlaceOfFolder(store: string): Promise<StoredArtifact> {
  const { archive, manifest } = sampleOf('1.0.0');
  await mkdir(join(store, sha256Of(archive), 'in the way'), { recursive: true });
  return storeArtifact(store, archive, manifest);
}

function sampleOf(version: string): { archive: Buffer; manifest: Manifest } {
  const manifest = { ...sampleManifest(), version };
  return { archive: archiveOf(sampleEntries(manifest)), manifest: parseManifest(JSON.stringify(manifest)) };
}
