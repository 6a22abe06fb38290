import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../errors.ts';
import { KINDS, lockFileOf, MANIFESTS, type Kind } from '../prove/dependency-audit/projects.ts';
import type { FileTree } from './file-tree.ts';
import { readLockFile } from './read-lock-file.ts';
import { packagesInScope } from './scope.ts';

jest.setTimeout(15 * 60_000);

const MUTATIONS = 10_000;

/** The project with this text for its lock file. */
function treeWith(name: string, text: string): FileTree {
  const files: Readonly<Record<string, string>> = {
    [name]: text,
    ...Object.fromEntries(Object.entries(MANIFESTS).map(([path, json]) => [path, JSON.stringify(json)])),
  };
  return {
    read: (path) => Promise.resolve(files[path]),
    match: (pattern) => Promise.resolve(Object.keys(files).filter((path) => path === pattern)),
  };
}

/** The packages that production comes to, or the reason for which it does not. */
async function packagesOf(name: string, text: string): Promise<readonly string[] | string> {
  try {
    const lock = await readLockFile(treeWith(name, text), name);
    const { packages } = packagesInScope(lock, { kind: 'all' });
    return [...packages].map((found) => `${found.name}@${found.version ?? ''}`).sort();
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}

const REFUSALS = ['lockfile-missing', 'lockfile-unreadable', 'lockfile-incomplete'];

/** Cuts a piece out, doubles one, swaps two, or puts something else in. */
const mutation = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 200 }),
  put: fc.oneof(
    fc.constantFrom(
      '',
      '\n',
      '"',
      ':',
      '  ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '@',
      '\\',
      '&a',
      '*a',
      '- ',
      '# ',
      '<<: ',
      '"__proto__": 1,',
    ),
    fc.string({ maxLength: 8 }),
  ),
  kind: fc.constantFrom('cut', 'double', 'insert', 'replace'),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutated(text: string, { from, length, put, kind }: Mutation): string {
  const at = Math.floor(from * text.length);
  const piece = text.slice(at, at + length);
  const ends = { cut: '', double: piece + piece, insert: put + piece, replace: put }[kind as 'cut'];
  return text.slice(0, at) + ends + text.slice(at + length);
}

describe.each(Object.keys(KINDS) as Kind[])('the lock file of %s', (kind) => {
  const name = KINDS[kind];
  const text = readFileSync(lockFileOf(kind), 'utf8');

  it(`is read or refused, whatever happens to it, ${MUTATIONS} times`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
        const found = await packagesOf(name, mutations.reduce(mutated, text));
        // Eight packages and three folders, of which one may be missing: it is optional.
        expect(typeof found === 'string' ? REFUSALS.includes(found) : found.length >= 10).toBe(true);
      }),
      { numRuns: MUTATIONS },
    );
  });

  it('is refused wherever it ends too early, unless all its packages are there', async () => {
    const whole = await packagesOf(name, text);
    for (let end = 0; end < text.length; end += 1) {
      const found = await packagesOf(name, text.slice(0, end));
      if (typeof found === 'string') expect(REFUSALS).toContain(found);
      else expect(found).toEqual(whole);
    }
  });
});
