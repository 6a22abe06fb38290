import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchPaths } from './match-paths.ts';

const MONOREPO = [
  'packages/a/src/index.ts',
  'packages/a/src/only-a.ts',
  'packages/b/src/index.ts',
  'packages/b/src/only-b.ts',
  'README.md',
];

function matched(reported: readonly string[], files: readonly string[], folder = ''): unknown {
  const { paths, ambiguous, unknown } = matchPaths(reported, { files, root: '/work/repo', folder });
  return { paths: Object.fromEntries(paths), ambiguous: ambiguous.map(({ path }) => path), unknown };
}

function all(paths: Record<string, string>): object {
  return { paths, ambiguous: [], unknown: [] };
}

describe('a path of a report', () => {
  it.each<[string, string[], Record<string, string>]>([
    ['below the root', ['packages/a/src/index.ts'], { 'packages/a/src/index.ts': 'packages/a/src/index.ts' }],
    [
      'absolute',
      ['/work/repo/packages/b/src/index.ts'],
      { '/work/repo/packages/b/src/index.ts': 'packages/b/src/index.ts' },
    ],
    [
      'with dots',
      ['./packages/a/../a/src/index.ts'],
      { './packages/a/../a/src/index.ts': 'packages/a/src/index.ts' },
    ],
    [
      'from Windows',
      ['D:\\w\\packages\\a\\src\\index.ts'],
      { 'D:\\w\\packages\\a\\src\\index.ts': 'packages/a/src/index.ts' },
    ],
    [
      'a URL',
      ['file:///x/packages/a/src/index.ts'],
      { 'file:///x/packages/a/src/index.ts': 'packages/a/src/index.ts' },
    ],
    [
      'of a package, known by a file that no other has',
      ['src/index.ts', 'src/only-b.ts'],
      { 'src/index.ts': 'packages/b/src/index.ts', 'src/only-b.ts': 'packages/b/src/only-b.ts' },
    ],
    [
      'of a package in a container, known likewise',
      ['/app/src/index.ts', '/app/src/only-a.ts'],
      { '/app/src/index.ts': 'packages/a/src/index.ts', '/app/src/only-a.ts': 'packages/a/src/only-a.ts' },
    ],
  ])('%s is found', (_what, reported, expected) => {
    expect(matched(reported, MONOREPO)).toEqual(all(expected));
  });

  it('that could be several is ambiguous, unless the working directory says which', () => {
    expect(matched(['src/index.ts'], MONOREPO)).toEqual({
      paths: {},
      ambiguous: ['src/index.ts'],
      unknown: [],
    });
    expect(matched(['src/index.ts'], MONOREPO, 'packages/b')).toEqual(
      all({ 'src/index.ts': 'packages/b/src/index.ts' }),
    );
  });

  it('that only shares its name with a file is unknown', () => {
    expect(matched(['/elsewhere/lib/index.ts', 'src/gone.ts'], MONOREPO)).toEqual({
      paths: {},
      ambiguous: [],
      unknown: ['/elsewhere/lib/index.ts', 'src/gone.ts'],
    });
  });

  it('stands for itself where folders repeat', () => {
    const files = ['app/src/a.ts', 'src/a.ts'];
    expect(matched(['app/src/a.ts'], files)).toEqual(all({ 'app/src/a.ts': 'app/src/a.ts' }));
    expect(matched(['src/a.ts'], files)).toEqual(all({ 'src/a.ts': 'src/a.ts' }));
  });

  it('is never given to a wrong file when a whole tree is reported from another place', () => {
    const segment = fc.constantFrom('src', 'lib', 'a', 'b', 'index.ts', 'x.ts');
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(
        fc.uniqueArray(path, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('/app', 'C:\\ws\\r', '/home/me/r'),
        (files, prefix) => {
          const reported = files.map((file) => `${prefix}/${file}`);
          const { paths } = matchPaths(reported, { files, root: '/work/repo', folder: '' });
          for (const [index, from] of reported.entries()) {
            const found = paths.get(from);
            // In doubt it may be refused, but never be another one.
            if (found !== undefined) expect(found).toBe(files[index]);
          }
        },
      ),
    );
  });
});
