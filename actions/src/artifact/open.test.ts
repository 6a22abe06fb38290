import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../errors.ts';
import type { Digest } from '../release/release.ts';
import { DEFAULT_LIMITS, type ArtifactLimits } from './limits.ts';
import { openArtifact } from './open.ts';
import { bombOfOneFile, bombOfPadding } from './testing/bomb.ts';
import { openInChild } from './testing/open-in-child.ts';
import { sampleEntries, sampleManifest, sha256Of } from './testing/sample-artifact.ts';
import { archiveOf, tarOf, type TarEntry } from './testing/tar-writer.ts';
import { filesBelow, withFolder } from './testing/temporary-folder.ts';

describe('openArtifact', () => {
  it('unpacks a whole artifact and gives its manifest', async () => {
    await withFolder(async (folder) => {
      const manifest = await openBytes(folder, archiveOf(sampleEntries()));
      expect(manifest.name).toBe('sample');
      const files = await filesBelow(join(folder, 'release'));
      expect(files).toEqual(['manifest.json', ...manifest.files.map(({ path }) => path)].sort());
      for (const { path, sha256 } of manifest.files) {
        expect(sha256Of(await readFile(join(folder, 'release', path)))).toBe(sha256);
      }
    });
  });

  it('leaves the release read-only', async () => {
    await withFolder(async (folder) => {
      await openBytes(folder, archiveOf(sampleEntries()));
      const modes = await modesBelow(join(folder, 'release'));
      expect(modes).toEqual({
        '': 0o555,
        'check-config.mjs': 0o444,
        'manifest.json': 0o444,
        migrations: 0o555,
        'migrations/0001_begin.sql': 0o444,
        'sbom.cdx.json': 0o444,
        'server.mjs': 0o444,
        tools: 0o555,
        'tools/run.sh': 0o555,
      });
    });
  });

  it('does not touch a folder that is there already', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, 'release'));
      await writeFile(join(folder, 'release', 'mine'), '');
      await expect(openBytes(folder, archiveOf(sampleEntries()))).rejects.toMatchObject({ code: 'EEXIST' });
      expect(await readdir(join(folder, 'release'))).toEqual(['mine']);
    });
  });

  it('checks the digest before it looks into the file', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'archive'), 'this is no archive');
      const opening = openArtifact({
        archive: join(folder, 'archive'),
        digest: sha256Of('something else'),
        into: join(folder, 'release'),
      });
      await expect(opening).rejects.toMatchObject({ name: 'UserError', code: 'digest-mismatch' });
      expect(await readdir(folder)).toEqual(['archive']);
    });
  });

  it.each([
    ['missing', 'unknown-artifact', 'nowhere'],
    ['a folder', 'artifact-unreadable', '.'],
  ] as const)('refuses an archive that is %s', async (_name, code, path) => {
    await withFolder(async (folder) => {
      const request = { digest: sha256Of(''), into: join(folder, 'release') };
      const opening = openArtifact({ ...request, archive: join(folder, path) });
      await expect(opening).rejects.toMatchObject({ name: 'UserError', code });
      expect(await readdir(folder)).toEqual([]);
    });
  });
});

describe('openArtifact refuses, and leaves nothing behind of', () => {
  const hostileEntries: [string, string, TarEntry[]][] = [
    ['an absolute path', 'entry-refused', added({ path: '/tmp/evil', content: 'x' })],
    ['a path that leads out of the folder', 'entry-refused', added({ path: '../evil', content: 'x' })],
    ['a path that leads out half-way', 'entry-refused', added({ path: 'a/../../evil', content: 'x' })],
    ['a path with a backslash', 'entry-refused', added({ path: '..\\evil', content: 'x' })],
    ['a path with a NUL', 'entry-refused', replaced('server.mjs', { path: Buffer.from('server.mjs\0.txt') })],
    ['a path with a line break', 'entry-refused', added({ path: 'a\nb' })],
    ['a path with an empty name', 'entry-refused', added({ path: 'a//b' })],
    ['a path with a dot', 'entry-refused', added({ path: './a' })],
    ['an empty path', 'entry-refused', added({ path: '' })],
    ['a name in another spelling of Unicode', 'entry-refused', added({ path: 'cafe\u0301' })],
    ['a symbolic link', 'entry-refused', added({ path: 'link', type: '2', linkTarget: '/etc/passwd' })],
    ['a symbolic link inside', 'entry-refused', added({ path: 'link', type: '2', linkTarget: 'server.mjs' })],
    ['a listed file as a link', 'entry-refused', replaced('server.mjs', { type: '2', linkTarget: 'x' })],
    ['a hard link', 'entry-refused', added({ path: 'link', type: '1', linkTarget: 'server.mjs' })],
    ['a character device', 'entry-refused', added({ path: 'null', type: '3' })],
    ['a block device', 'entry-refused', added({ path: 'disk', type: '4' })],
    ['a folder', 'entry-refused', added({ path: 'migrations/', type: '5' })],
    ['a folder in old style', 'entry-refused', added({ path: 'migrations/' })],
    ['a fifo', 'entry-refused', added({ path: 'pipe', type: '6' })],
    ['an extension header', 'entry-refused', added({ path: 'x', type: 'x', content: '15 path=../evil\n' })],
    ['a global extension header', 'entry-refused', added({ path: 'g', type: 'g', content: '9 a=bcde\n' })],
    ['a long GNU name', 'entry-refused', added({ path: '././@LongLink', type: 'L', content: '../evil' })],
    ['a file that is there twice', 'entry-refused', added({ path: 'server.mjs', content: 'other' })],
    ['two files that differ by case', 'entry-refused', added({ path: 'SERVER.mjs', content: 'other' })],
    ['a second manifest', 'entry-refused', added({ path: 'manifest.json', content: '{}' })],
    ['a file that is not listed', 'entry-unlisted', added({ path: 'evil.mjs', content: 'x' })],
    ['a file that is missing', 'entry-unlisted', without('server.mjs')],
    ['a file of which the manifest gives another size', 'digest-mismatch', withOtherSize()],
    ['a file that is longer', 'digest-mismatch', replaced('sbom.cdx.json', { content: '{}\n\n' })],
    ['a file with other content', 'digest-mismatch', replaced('sbom.cdx.json', { content: '[]\n' })],
    ['a file that may be run', 'entry-refused', replaced('server.mjs', { mode: 0o755 })],
    ['a file that may not be run', 'entry-refused', replaced('tools/run.sh', { mode: 0o644 })],
    ['a set-user-id file', 'entry-refused', replaced('tools/run.sh', { mode: 0o4755 })],
    ['a file that everybody may write', 'entry-refused', replaced('server.mjs', { mode: 0o666 })],
    ['no manifest', 'manifest-invalid', without('manifest.json')],
    ['no entries', 'manifest-invalid', []],
    ['a manifest by another name', 'manifest-invalid', replaced('manifest.json', { path: 'Manifest.json' })],
    ['a manifest that comes later', 'manifest-invalid', sampleEntries().reverse()],
    ['a manifest that may be run', 'manifest-invalid', replaced('manifest.json', { mode: 0o755 })],
    ['a manifest that is a link', 'entry-refused', replaced('manifest.json', { type: '2', linkTarget: 'x' })],
    ['a manifest that is no JSON', 'manifest-invalid', replaced('manifest.json', { content: '{' })],
    [
      'a newer form of manifest',
      'manifest-invalid',
      sampleEntries({ ...sampleManifest(), manifestVersion: 2 }),
    ],
    ['another platform', 'platform-mismatch', sampleEntries({ ...sampleManifest(), platform: 'plan9-mips' })],
    ['a newer Node.js', 'platform-mismatch', sampleEntries({ ...sampleManifest(), nodeMajor: 999 })],
  ];

  it.each(hostileEntries)('%s (%s)', async (_name, code, entries) => {
    await expectRefusal(archiveOf(entries), code);
  });

  const tar = tarOf(sampleEntries());
  const archive = gzipSync(tar);
  const hostileBytes: [string, string, Buffer][] = [
    ['a file that is no gzip', 'artifact-unreadable', tar],
    ['an empty file', 'artifact-unreadable', Buffer.alloc(0)],
    ['a gzip that is no tar', 'artifact-unreadable', gzipSync('hello '.repeat(200))],
    ['an archive that is cut off', 'artifact-unreadable', archive.subarray(0, archive.length - 100)],
    ['an archive without its checksum', 'artifact-unreadable', archive.subarray(0, archive.length - 8)],
    ['an archive with a wrong checksum', 'artifact-unreadable', withWrongChecksum(archive)],
    ['a tar that is cut off', 'artifact-unreadable', gzipSync(tar.subarray(0, 1600))],
    ['a tar without its end mark', 'artifact-unreadable', gzipSync(tar.subarray(0, tar.length - 1024))],
    ['half an end mark', 'artifact-unreadable', gzipSync(tar.subarray(0, tar.length - 512))],
    ['garbage after the archive', 'artifact-unreadable', Buffer.concat([archive, Buffer.from('garbage')])],
    ['zeros after the archive', 'artifact-unreadable', Buffer.concat([archive, Buffer.alloc(100)])],
    ['an archive after the archive', 'artifact-unreadable', Buffer.concat([archive, archive])],
    ['garbage in the end mark', 'artifact-unreadable', gzipSync(withByte(tar, tar.length - 500))],
    ['garbage after the end mark', 'artifact-unreadable', gzipSync(Buffer.concat([tar, Buffer.from('x')]))],
    ['a header with a wrong checksum', 'artifact-unreadable', gzipSync(withByte(tar, 120))],
    ['a size that is no number', 'artifact-unreadable', gzipSync(withHugeSize(tar))],
  ];

  it.each(hostileBytes)('%s (%s)', async (_name, code, bytes) => {
    await expectRefusal(bytes, code);
  });

  it.each([
    ['the archive', { archiveBytes: 100 }],
    ['what it inflates to', { unpackedBytes: 3000 }],
    ['the number of entries', { entries: 5 }],
    ['the manifest', { manifestBytes: 100 }],
  ])('an archive where %s is over its limit', async (_name, limit) => {
    await expectRefusal(archiveOf(sampleEntries()), 'archive-too-large', {
      limits: { ...DEFAULT_LIMITS, ...limit },
    });
  });

  it('an archive with any one byte changed', async () => {
    const digest = sha256Of(archive);
    const changes = fc.record({ at: fc.nat(archive.length - 1), bits: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(changes, ({ at, bits }) =>
        expectRefusal(withByte(archive, at, bits), 'digest-mismatch', { digest }),
      ),
    );
  });

  it('a tar with any one byte changed and a digest to match, unless each file is the one that its manifest lists', async () => {
    const whole = await contentOf(archive);
    const changes = fc.record({ at: fc.nat(tar.length - 1), bits: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(changes, async ({ at, bits }) => {
        const content = await contentOf(gzipSync(withByte(tar, at, bits)));
        if (content === undefined) return;
        // A byte of the padding or of an owner's name is not part of any file; a name, a version or a commit in the
        // manifest is held by the digest alone, and this digest is the changed archive's own.
        expect({ ...content, 'manifest.json': '' }).toEqual({ ...whole, 'manifest.json': '' });
      }),
      { examples: [[{ at: tar.indexOf('"sample"') + 1, bits: 1 }]] },
    );
  });
});

describe('openArtifact, given a gzip bomb,', () => {
  it.each([
    ['zeros after the end mark', bombOfPadding, 'What the archive inflates to'],
    ['one huge file, before a byte of it is written', bombOfOneFile, 'that the manifest lists'],
  ])('stops early without filling the memory: %s', async (_name, makeBomb, says) => {
    await withFolder(async (folder) => {
      const bomb = makeBomb();
      await writeFile(join(folder, 'archive'), bomb);
      const limits = { ...DEFAULT_LIMITS, unpackedBytes: 32 * 1024 * 1024 };
      const report = await openInChild(folder, { digest: sha256Of(bomb), limits });
      expect(report).toMatchObject({ code: 'archive-too-large', message: expect.stringContaining(says) });
      expect(report.peakMebibytes).toBeLessThan(200);
      expect(await readdir(folder)).toEqual(['archive']);
    });
  });
});

describe('openArtifact as an ordinary user', () => {
  it('makes a release that its owner can’t change by mistake, and can remove', async () => {
    await withFolder(async (folder) => {
      const archive = archiveOf(sampleEntries());
      await writeFile(join(folder, 'archive'), archive);
      const report = await openInChild(folder, { digest: sha256Of(archive), limits: DEFAULT_LIMITS });
      expect(report).toMatchObject({ code: 'opened', writing: 'EACCES', adding: 'EACCES' });
      expect(await readdir(folder)).toEqual(['archive']);
    });
  });
});

function added(entry: TarEntry): TarEntry[] {
  return [...sampleEntries(), entry];
}

function replaced(path: string, change: Partial<TarEntry>): TarEntry[] {
  return sampleEntries().map((entry) => (entry.path === path ? { ...entry, ...change } : entry));
}

function without(path: string): TarEntry[] {
  return sampleEntries().filter((entry) => entry.path !== path);
}

/** Right content and sha256, wrong size in the manifest. */
function withOtherSize(): TarEntry[] {
  const manifest = sampleManifest();
  for (const file of manifest.files) file['bytes'] = 1;
  return sampleEntries(manifest);
}

function withByte(bytes: Buffer, at: number, bits = 0xff): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ bits;
  return changed;
}

function withWrongChecksum(archive: Buffer): Buffer {
  return withByte(archive, archive.length - 6);
}

/** A size of the first entry in base 256, too large for a number, with the header's checksum made right. */
function withHugeSize(tar: Buffer): Buffer {
  const changed = Buffer.from(tar);
  changed[124] = 0x80;
  changed.fill(0xff, 125, 136);
  changed.fill(' ', 148, 156);
  const sum = changed.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  changed.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return changed;
}

async function openBytes(folder: string, bytes: Buffer): ReturnType<typeof openArtifact> {
  await writeFile(join(folder, 'archive'), bytes);
  return openArtifact({
    archive: join(folder, 'archive'),
    digest: sha256Of(bytes),
    into: join(folder, 'release'),
  });
}

async function expectRefusal(
  bytes: Buffer,
  code: string,
  { limits = DEFAULT_LIMITS, digest = sha256Of(bytes) }: { limits?: ArtifactLimits; digest?: Digest } = {},
): Promise<void> {
  await withFolder(async (folder) => {
    const archive = join(folder, 'archive');
    await writeFile(archive, bytes);
    const opening = openArtifact({ archive, digest, into: join(folder, 'release'), limits });
    await expect(opening).rejects.toMatchObject({ name: 'UserError', code });
    expect(await readdir(folder)).toEqual(['archive']);
  });
}

/** Every file that the archive unpacks to; `undefined` when it is refused. Any other error is a mistake of ours. */
async function contentOf(bytes: Buffer): Promise<Record<string, string> | undefined> {
  return withFolder(async (folder) => {
    try {
      await openBytes(folder, bytes);
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
    const paths = await filesBelow(join(folder, 'release'));
    const contents = await Promise.all(paths.map((path) => readFile(join(folder, 'release', path), 'utf8')));
    return Object.fromEntries(paths.map((path, index) => [path, contents[index] ?? '']));
  });
}

async function modesBelow(folder: string): Promise<Record<string, number>> {
  const paths = ['', ...(await readdir(folder, { recursive: true })).sort()];
  const modes = await Promise.all(paths.map(async (path) => (await lstat(join(folder, path))).mode & 0o7777));
  return Object.fromEntries(paths.map((path, index) => [path, modes[index] ?? 0]));
}
