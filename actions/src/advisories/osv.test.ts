import { describe, expect, it } from '@jest/globals';
import { writeFiles } from '../prove/dependency-audit/projects.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { affects } from './advisory.ts';
import { osvRange } from './osv-range.ts';
import { readOsvFolder } from './osv.ts';

const temporaryFolder = temporaryFolders();

describe('a range of OSV', () => {
  it.each([
    [[{ introduced: '0' }, { fixed: '4.17.21' }], ['0.0.1', '4.17.20', '4.17.21-rc.1'], ['4.17.21']],
    [
      [{ introduced: '1.0.0' }, { fixed: '1.2.6' }],
      ['1.0.0', '1.2.5'],
      ['0.2.4', '1.2.6'],
    ],
    [[{ introduced: '1.0.0' }, { last_affected: '1.2.6' }], ['1.2.6'], ['1.2.7']],
    [[{ introduced: '0' }], ['0.0.1', '9.9.9'], []],
    [
      [{ introduced: '0' }, { fixed: '1.0.0' }, { introduced: '2.0.0' }, { fixed: '2.1.0' }],
      ['0.9.9', '2.0.5'],
      ['1.5.0', '2.1.0'],
    ],
  ])('%j has %j and not %j', (events, inside, outside) => {
    const range = osvRange([{ type: 'SEMVER', events }], []);
    expect(inside.filter((version) => !affects({ range }, version))).toEqual([]);
    expect(outside.filter((version) => affects({ range }, version))).toEqual([]);
  });

  it('counts versions that are listed one by one, and everything where nothing is said', () => {
    expect(osvRange([], ['1.0.0', '1.0.2'])).toBe('1.0.0 || 1.0.2');
    expect(osvRange([{ type: 'GIT', events: [{ introduced: '0' }] }], [])).toBe('*');
    expect(affects({ range: 'whatever' }, '1.0.0')).toBe(true);
  });
});

describe('a folder of OSV records', () => {
  it('gives what is about npm, is not withdrawn, and calls malware critical', async () => {
    const folder = await temporaryFolder();
    const npm = { package: { ecosystem: 'npm', name: 'a' }, versions: ['1.0.0'] };
    await writeFiles(folder, {
      '2020/01/one.json': { id: 'MAL-2020-1', aliases: ['GHSA-2222-2222-2222'], affected: [npm] },
      'two.json': { id: 'GHSA-3333-3333-3333', withdrawn: '2020-01-01T00:00:00Z', affected: [npm] },
      'three.json': {
        id: 'GHSA-4444-4444-4444',
        affected: [npm, { package: { ecosystem: 'PyPI', name: 'b' } }],
        database_specific: { severity: 'MODERATE' },
      },
      'four.json': { id: 'GHSA-5555-5555-5555', affected: [npm] },
    });
    const found = await readOsvFolder(folder);
    expect(found.map(({ id, severity, isMalware }) => [id, severity, isMalware]).sort()).toEqual([
      ['GHSA-2222-2222-2222', 'critical', true],
      ['GHSA-4444-4444-4444', 'moderate', false],
      ['GHSA-5555-5555-5555', 'critical', false],
    ]);
  });

  it('that is not there is no second opinion', async () => {
    await expect(readOsvFolder('/nowhere')).rejects.toMatchObject({ code: 'osv-unreadable' });
  });
});
