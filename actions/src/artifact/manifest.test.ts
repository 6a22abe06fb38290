import { describe, expect, it } from '@jest/globals';
import { parseManifest } from './manifest.ts';
import { listed, sampleManifest } from './testing/sample-artifact.ts';

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
  return [{ name, class: 'expand', sha256: 'a'.repeat(64) }];
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
