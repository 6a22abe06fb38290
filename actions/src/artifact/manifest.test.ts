import { describe, expect, it } from '@jest/globals';
import { parseManifest } from './manifest.ts';
import { listed, sampleManifest } from './testing/sample-artifact.ts';

const TABLE = { kind: 'table', table: 'public.a' };

describe('parseManifest', () => {
  it('reads a whole manifest', () => {
    expect(parseManifest(JSON.stringify(sampleManifest()))).toEqual(sampleManifest());
  });

  it.each([
    ['an absolute path', '/etc/passwd', /absolute/],
    ['a path out of the folder', '../evil', /leads out/],
    ['a backslash', 'a\\b', /backslash/],
    ['a NUL', 'a\0b', /printable ASCII/],
    ['a name outside of ASCII', 'caf\u00e9', /printable ASCII/],
    ['an empty name', 'a//b', /plain file path/],
    ['a folder', 'a/', /plain file path/],
    ['a dot', './a', /plain file path/],
    ['a long path', 'a'.repeat(101), /longer than 100/],
    ['a file that is there twice', 'server.mjs', /twice/],
    ['a file that differs by case', 'Server.MJS', /twice/],
    ['itself', 'manifest.json', /twice/],
    ['a file that is also a folder', 'migrations', /file and a folder/],
  ])('refuses a list of files with %s', (_name, path, message) => {
    const manifest = sampleManifest();
    manifest.files.push(listed(path, ''));
    expectInvalid(manifest, message);
  });

  it.each([
    ['an entry that is not listed', { entry: 'main.mjs' }, /main\.mjs is not listed/],
    ['a configuration check that is not listed', { checkConfig: 'check.mjs' }, /check\.mjs is not listed/],
    ['a bill of materials that is not listed', { sbom: 'bill.json' }, /bill\.json is not listed/],
    [
      'migrations that are not listed',
      { migrations: migrations('0001_other.sql') },
      /0001_other\.sql is not the file/,
    ],
    ['migrations with a gap', { migrations: migrations('0002_begin.sql') }, /without a gap/],
    ['a schema that ends elsewhere', { schema: { min: 0, max: 2 } }, /max is not/],
    ['a schema that begins after its end', { schema: { min: 2, max: 1 } }, /min is above max/],
    [
      'a tolerated migration that does not follow the last',
      { schema: { min: 0, max: 2, tolerates: ['0003_drop.sql'] } },
      /tolerates does not go on/,
    ],
    [
      'a tolerated migration that max leaves out',
      { schema: { min: 0, max: 1, tolerates: ['0002_drop.sql'] } },
      /max is not/,
    ],
    [
      'a min that only a tolerated migration reaches',
      { schema: { min: 2, max: 2, tolerates: ['0002_drop.sql'] } },
      /min is above/,
    ],
    [
      'a harmless migration that drops a table',
      losing('expand', [TABLE]),
      /is expand and takes something away/,
    ],
    ['a loss that is there twice', losing('contract', [TABLE, TABLE]), /names the table of public\.a twice/],
    ['a table without a schema', losing('contract', [{ ...TABLE, table: 'a' }]), /expected schema\.table/],
    [
      'a table whose name needs quoting',
      losing('contract', [{ ...TABLE, table: 'public.a"b' }]),
      /expected schema\.table/,
    ],
    [
      'columns without a name',
      losing('contract', [{ kind: 'columns', table: 'public.a', columns: [] }]),
      /columns/,
    ],
    ['an unknown word', { surprise: true }, /surprise/],
    ['a short commit', { commit: 'abc1234' }, /commit/],
    ['a version that is a path', { version: '../1' }, /version/],
  ])('refuses %s', (_name, change, message) => {
    expectInvalid({ ...sampleManifest(), ...change }, message);
  });

  it('names no more than five mistakes', () => {
    const manifest = sampleManifest();
    for (let count = 0; count < 1000; count += 1) manifest.files.push(listed(`/${count}`, ''));
    expect(messageOf(manifest).match(/absolute/g)).toHaveLength(5);
  });
});

function migrations(name: string): unknown {
  return [migration(name)];
}

function migration(name: string): object {
  return { name, class: 'expand', sha256: 'a'.repeat(64) };
}

/** The change that gives the sample's migration another class and losses. */
function losing(declared: string, drops: readonly unknown[]): object {
  return { migrations: [{ ...migration('0001_begin.sql'), class: declared, drops }] };
}

function expectInvalid(manifest: unknown, message: RegExp): void {
  expect(messageOf(manifest)).toMatch(message);
}

/** The message of the refusal, which is the only one that counts. */
function messageOf(manifest: unknown): string {
  try {
    parseManifest(JSON.stringify(manifest));
  } catch (error) {
    expect(error).toMatchObject({ name: 'UserError', code: 'manifest-invalid' });
    return (error as Error).message;
  }
  return 'accepted';
}
