import { chmod, mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { hashSources } from './source-hash.ts';
import { sha256Of } from './testing/sample-artifact.ts';
import { withFolder } from './testing/temporary-folder.ts';

const SOURCES = { 'package.json': '{}', 'src/a.ts': 'a', 'src/B.ts': 'b', 'src/é.ts': 'e' };

describe('hashSources', () => {
  it('is a sha256, and the same for the same files in another folder', async () => {
    const hash = await hashOf(SOURCES);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf(Object.fromEntries(Object.entries(SOURCES).reverse()))).toBe(hash);
  });

  it('is made of the sorted paths, each with the sha256 of its content', async () => {
    const files = { 'src/z.ts': 'z', 'src-more/a.ts': 'a', 'B.ts': 'b', 'a.ts': 'c' };
    const lines = Object.entries(files)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, content]) => `"${path}" file ${sha256Of(content)}\n`);
    expect(await hashOf(files)).toBe(sha256Of(lines.join('')));
  });

  it.each([
    ['content', { ...SOURCES, 'src/a.ts': 'changed' }],
    ['an added file', { ...SOURCES, 'src/c.ts': '' }],
    ['an added file deep below', { ...SOURCES, 'src/deep/below/c.ts': '' }],
    ['another name', { 'package.json': '{}', 'src/c.ts': 'a', 'src/B.ts': 'b', 'src/é.ts': 'e' }],
    ['content that moved to another file', { ...SOURCES, 'src/a.ts': 'b', 'src/B.ts': 'a' }],
  ])('differs by %s', async (_name, files) => {
    expect(await hashOf(files)).not.toBe(await hashOf(SOURCES));
  });

  it.each([
    '.env',
    '.git/HEAD',
    'src/.cache/x',
    'node_modules/x/index.js',
    'dist/server.mjs',
    'coverage/x',
    'src/node_modules/x.js',
  ])('does not look at %s', async (path) => {
    expect(await hashOf({ ...SOURCES, [path]: 'x' })).toBe(await hashOf(SOURCES));
  });

  it('does not look at times and modes', async () => {
    const hash = await hashOf(SOURCES, async (folder) => {
      await utimes(join(folder, 'package.json'), 1, 1);
      await chmod(join(folder, 'package.json'), 0o700);
    });
    expect(hash).toBe(await hashOf(SOURCES));
  });

  it('looks at where a link leads, not at what is there', async () => {
    const hash = await hashOf(SOURCES, linkedTo('src/a.ts'));
    expect(await hashOf(SOURCES, linkedTo('src/B.ts'))).not.toBe(hash);
    expect(await hashOf({ ...SOURCES, link: 'src/a.ts' })).not.toBe(hash);
    expect(await hashOf(SOURCES, linkedTo('nowhere'))).not.toBe(hash);
  });
});

async function hashOf(
  files: Readonly<Record<string, string>>,
  change: (folder: string) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  return withFolder(async (folder) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    await change(folder);
    return hashSources(folder);
  });
}

function linkedTo(target: string): (folder: string) => Promise<void> {
  return (folder) => symlink(target, join(folder, 'link'));
}
