import { describe, expect, it } from '@jest/globals';
import { beyondARelease, type ChangedFile } from './holds-release-only.ts';

const BUMP =
  '@@ -1,5 +1,5 @@\n {\n   "name": "app",\n-  "version": "0.1.0",\n+  "version": "0.2.0",\n   "private": true,';

function changed(path: string, patch: string | undefined = BUMP, status = 'modified'): ChangedFile {
  return { path, patch, status };
}

const RELEASE = [
  changed('package.json'),
  changed('app/package.json'),
  changed('package-lock.json', `${BUMP}\n@@ -9 +9 @@\n-      "version": "0.1.0"\n+      "version": "0.2.0"`),
  changed('CHANGELOG.md', '+# Changelog', 'added'),
  changed('.release-please-manifest.json', '-{ ".": "0.1.0" }\n+{\n+  ".": "0.2.0"\n+}'),
];

describe('a release PR', () => {
  it('holds a release alone when only versions and notes changed', () => {
    expect(beyondARelease(RELEASE)).toEqual([]);
  });

  it.each([
    ['code', changed('app/src/check-config.ts', '+fetch(url)')],
    ['a workflow', changed('.github/workflows/deploy.yml')],
    ['a script in package.json', changed('package.json', `${BUMP}\n+    "prepare": "node x.mjs",`)],
    ['a script beside the version on one line', changed('package.json', '+  "version": "0.2.0", "bin": "x"')],
    [
      'another package in the lock file',
      changed('package-lock.json', `${BUMP}\n+      "resolved": "https://x.test/x.tgz",`),
    ],
    ['a package.json that is new', changed('tools/package.json', BUMP, 'added')],
    ['a package.json whose change GitHub does not show', { ...changed('package.json'), patch: undefined }],
    ['notes that were renamed to', changed('CHANGELOG.md', '', 'renamed')],
  ])('holds more with %s', (_what, file) => {
    expect(beyondARelease([...RELEASE.slice(1), file])).toEqual([file.path]);
  });

  it('holds more when a second version is raised beside it', () => {
    const other = BUMP.replaceAll('0.1.0', '4.0.0').replaceAll('0.2.0', '4.0.1');
    expect(beyondARelease([...RELEASE, changed('tools/package.json', other)])).toEqual([
      'several versions at once',
    ]);
  });

  it('holds more than can be seen when GitHub does not list all of it', () => {
    const many = Array.from({ length: 300 }, () => changed('CHANGELOG.md'));
    expect(beyondARelease(many)).toEqual(['more files than GitHub lists']);
  });
});
