import { describe, expect, it } from '@jest/globals';
import { packagesIn } from '../artifact/packages.ts';
import { describePackages } from '../artifact/sbom.ts';
import { packageChanges } from './package-changes.ts';

type Bundled = Parameters<typeof describePackages>[1][number];

const application: Bundled = { name: 'shop', version: '1.0.0', licence: 'MIT' };

/** As an artifact has them: written and read again. */
function packages(...bundled: readonly Bundled[]): ReturnType<typeof packagesIn> {
  return packagesIn(describePackages(application, bundled));
}

const express: Bundled = { name: 'express', version: '5.1.0', licence: 'MIT' };
const scoped: Bundled = { name: '@scope/tool', version: '0.1.0', licence: 'Apache-2.0 OR MIT' };
const odd: Bundled = { name: 'odd', version: '1.0.0', licence: 'See the file LICENCE' };

describe('the packages of an artifact', () => {
  it('are read as they were written, by their whole names', () => {
    expect(packages(odd, scoped, express, { ...express, version: '4.0.0' })).toEqual([
      { name: '@scope/tool', versions: ['0.1.0'], licences: ['Apache-2.0 OR MIT'] },
      { name: 'express', versions: ['4.0.0', '5.1.0'], licences: ['MIT'] },
      { name: 'odd', versions: ['1.0.0'], licences: ['See the file LICENCE'] },
    ]);
  });

  it.each(['', '[]', '{}', '{"bomFormat":"SPDX"}', '{"bomFormat":"CycloneDX","components":[{}]}'])(
    'are never none for what is no bill of materials: %s',
    (text) => {
      expect(() => packagesIn(text)).toThrow(expect.objectContaining({ code: 'artifact-unreadable' }));
    },
  );
});

describe('the packages of two artifacts', () => {
  it.each([
    ['new', [], [express], { added: [{ name: 'express', before: '', after: '5.1.0 (MIT)' }] }],
    [
      'gone',
      [scoped],
      [],
      { removed: [{ name: '@scope/tool', before: '0.1.0 (Apache-2.0 OR MIT)', after: '' }] },
    ],
    [
      'updated',
      [express],
      [{ ...express, version: '5.2.0' }],
      { updated: [{ name: 'express', before: '5.1.0', after: '5.2.0' }] },
    ],
    [
      'there twice',
      [express],
      [express, { ...express, version: '4.0.0' }],
      { updated: [{ name: 'express', before: '5.1.0', after: '4.0.0, 5.1.0' }] },
    ],
    [
      'under another licence',
      [express],
      [{ ...express, licence: 'BUSL-1.1' }],
      { relicensed: [{ name: 'express', before: 'MIT', after: 'BUSL-1.1' }] },
    ],
    ['the same', [express, odd], [odd, express], {}],
    [
      'without a licence',
      [],
      [{ name: 'bare', version: '1.0.0', licence: undefined }],
      { added: [{ name: 'bare', before: '', after: '1.0.0 (no licence declared)' }] },
    ],
  ] satisfies [string, Bundled[], Bundled[], object][])('are compared: %s', (_what, before, after, found) => {
    const none = { added: [], removed: [], updated: [], relicensed: [] };
    expect(packageChanges(packages(...before), packages(...after))).toEqual({ ...none, ...found });
  });
});
