import { describe, expect, it } from '@jest/globals';
import { sectionOf } from './changelog.ts';

const CHANGELOG = `# Changelog

## [2.0.0-rc.1](https://x/compare/v1.10.0...v2.0.0-rc.1) (2026-03-01)

### ⚠ BREAKING CHANGES

* everything

## 1.10.0 (2026-02-01)

### Features

* ten, see [1.1.0] and \`## 1.1.0\`

### [1.1.0](https://x) (2026-01-02)


### Bug Fixes

* one

## [v1.0.0]

[v1.0.0]: https://x
`;

describe('the section of a version', () => {
  it.each([
    ['2.0.0-rc.1', '### ⚠ BREAKING CHANGES\n\n* everything'],
    ['1.10.0', '### Features\n\n* ten, see [1.1.0] and `## 1.1.0`'],
    ['1.1.0', '### Bug Fixes\n\n* one'],
  ])('%s ends where the next version begins', (version, section) => {
    expect(sectionOf(CHANGELOG, version)).toBe(section);
  });

  it.each(['1.1', '1.1.1', '2.0.0', '0.0', ''])('is none for %j, which is not there', (version) => {
    expect(sectionOf(CHANGELOG, version)).toBeUndefined();
  });

  it('is none where nothing stands in it', () => {
    expect(sectionOf('## 1.0.0\n\n## 0.9.0\n\n* x\n', '1.0.0')).toBeUndefined();
    expect(sectionOf('', '1.0.0')).toBeUndefined();
  });
});
