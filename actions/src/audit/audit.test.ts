import { describe, expect, it } from '@jest/globals';
import type { Advisory } from '../advisories/advisory.ts';
import { ADVISORIES } from '../prove/dependency-audit/advisories.ts';
import { dayFromNow } from '../prove/dependency-audit/case.ts';
import { writeFiles } from '../prove/dependency-audit/projects.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { applyExceptions } from './apply-exceptions.ts';
import { clearingVersion } from './clearing-version.ts';
import type { ReadException } from './exception.ts';
import { readExceptions } from './exceptions-file.ts';
import { findProblems, type Problem } from './problem.ts';

const temporaryFolder = temporaryFolders();

describe('what clears a version', () => {
  it.each([
    ['4.17.20', ['<4.17.21'], '4.17.21'],
    ['6.3.0', [...ADVISORIES.semver.ranges], '6.3.1'],
    ['7.0.0', [...ADVISORIES.semver.ranges], '7.5.2'],
    ['1.0.0', ['<1.2.0', '>=1.2.0 <1.3.0'], '1.3.0'],
    ['1.0.0', ['<=1.2.0'], 'above 1.2.0'],
    ['1.0.0', ['*'], undefined],
    ['1.0.0', ['<1.2.0', '>=1.1.0'], undefined],
    ['1.0.0', ['>=1.0.0 <1.2.0-rc.3'], '1.2.0-rc.3'],
    ['1.0.0', ['1.0.0', 'no range'], undefined],
  ])('%s of %j is %s', (version, ranges, expected) => {
    expect(
      clearingVersion(
        version,
        ranges.map((range) => ({ range })),
      ),
    ).toBe(expected);
  });
});

const PROBLEM: Problem = {
  advisory: ADVISORIES.lodash.id,
  title: 'x',
  url: 'https://github.com/advisories/x',
  severity: 'high',
  isMalware: false,
  said: { registry: 'high' },
  package: 'lodash',
  version: '4.17.20',
  keys: ['node_modules/lodash'],
  entries: ['app > lodash', 'lib > a'],
  shortest: 'app > lodash',
  clearedBy: '4.17.21',
};

const EXCEPTION: ReadException = {
  advisory: PROBLEM.advisory,
  package: 'lodash',
  versions: '<4.17.21',
  path: '*',
  owner: '@octocat',
  reason: 'Nobody can reach it.',
  expires: '2026-06-30',
  place: 'x, no. 1',
};

describe('an exception', () => {
  it.each([
    ['for all ways, on its last day', {}, '2026-06-30', 'excepted'],
    ['a day later', {}, '2026-07-01', 'expired'],
    ['for one way of two', { path: 'app > lodash' }, '2026-06-30', 'used, and not enough'],
    ['for any dependency of one workspace of two', { path: 'app > *' }, '2026-06-30', 'used, and not enough'],
    ['for another package', { package: 'lodash-es' }, '2026-06-30', 'unused'],
    ['for another advisory', { advisory: ADVISORIES.cookie.id }, '2026-06-30', 'unused'],
    ['for other versions', { versions: '<4.17.20' }, '2026-06-30', 'unused'],
    ['for a way that there is not', { path: 'app > a' }, '2026-06-30', 'unused'],
  ])('%s is %s on %s: %s', (_what, changes, today, expected) => {
    const { excepted, expired, unused } = applyExceptions([PROBLEM], [{ ...EXCEPTION, ...changes }], today);
    const state =
      excepted.length > 0
        ? 'excepted'
        : expired.length > 0
          ? 'expired'
          : unused.length > 0
            ? 'unused'
            : 'used, and not enough';
    expect(state).toBe(expected);
  });

  it('covers a package together with others, one a way', () => {
    const ways = ['app > lodash', '* > a'].map((path) => ({ ...EXCEPTION, path }));
    expect(applyExceptions([PROBLEM], ways, '2026-01-01')).toMatchObject({ remaining: [], unused: [] });
  });

  it('never covers malware', () => {
    const malware = { ...PROBLEM, isMalware: true };
    expect(applyExceptions([malware], [EXCEPTION], '2026-01-01').remaining).toEqual([malware]);
  });
});

const CONTRACT = {
  advisory: PROBLEM.advisory,
  package: 'lodash',
  versions: '<4.17.21',
  path: 'app > lodash',
  owner: '@octocat',
  reason: 'Nobody can reach it.',
  expires: dayFromNow(180),
};

async function exceptionsIn(path: string, content: string | object): Promise<ReadException[]> {
  const folder = await temporaryFolder();
  await writeFiles(folder, { [path]: content });
  return readExceptions({ folder, path, now: new Date() });
}

describe('a file of exceptions', () => {
  it('is YAML or JSON', async () => {
    const yaml = `exceptions:\n- ${JSON.stringify(CONTRACT)}\n`;
    const read = await exceptionsIn('exceptions.yml', yaml);
    expect(read).toEqual([{ ...CONTRACT, place: 'exceptions.yml, no. 1' }]);
    expect(await exceptionsIn('exceptions.json', { exceptions: [CONTRACT] })).toHaveLength(1);
  });

  it.each([
    ['advisory', 'GHSA'],
    ['advisory', `${PROBLEM.advisory}-`],
    ['package', 'lodash, minimist'],
    ['package', '*'],
    ['versions', '*'],
    ['versions', ''],
    ['versions', '>=0.0.0'],
    ['versions', 'all'],
    ['path', 'app > a > lodash'],
    ['path', ''],
    ['owner', ''],
    ['reason', 'because'],
    ['expires', '2026-02-30'],
    ['expires', '31/12/2026'],
    ['expires', dayFromNow(181)],
    ['expires', undefined],
    ['until', '2026-01-01'],
  ])('with %s %j is refused whole', async (name, value) => {
    const file = { exceptions: [CONTRACT, { ...CONTRACT, [name]: value }] };
    await expect(exceptionsIn('exceptions.json', file)).rejects.toMatchObject({
      code: 'exceptions-invalid',
      message: expect.stringContaining('no. 2'),
    });
  });

  it.each([['{}'], ['[]'], ['exceptions: {}'], ['exceptions: []\nlevel: low'], ['exceptions: ['], ['']])(
    'of another form (%j) is refused',
    async (text) => {
      await expect(exceptionsIn('exceptions.yml', text)).rejects.toMatchObject({
        code: 'exceptions-invalid',
      });
    },
  );

  it('may be an audit-ci configuration, whose records must be whole', async () => {
    const { advisory, package: name, versions, owner, reason, expires } = CONTRACT;
    const record = { active: true, notes: reason, expiry: expires, package: name, versions, owner };
    const read = await exceptionsIn('audit-ci.jsonc', {
      low: true,
      allowlist: [
        { [`${advisory}|lodash>*`]: record },
        { [`${advisory}|gone>*`]: { ...record, active: false } },
      ],
    });
    expect(read).toEqual([{ ...CONTRACT, path: '* > lodash', place: 'audit-ci.jsonc, no. 1' }]);
    const long = { allowlist: [{ [`${advisory}|a>b>lodash`]: record }] };
    await expect(exceptionsIn('audit-ci.json', long)).rejects.toMatchObject({ code: 'exceptions-invalid' });
  });
});

describe('what two sources say', () => {
  it('counts by the stricter, and keeps who said what', () => {
    const examined = {
      packages: new Set([{ key: 'a', name: 'a', version: '1.0.0', requires: [] }]),
      requiredBy: new Map<string, Set<string>>(),
    };
    const said: Advisory = {
      source: 'registry',
      id: 'GHSA-2222-2222-2222',
      package: 'a',
      title: '',
      url: '',
      severity: 'low',
      isMalware: false,
      range: '<2',
    };
    const osv: Advisory = { ...said, source: 'osv', severity: 'high' };
    expect(findProblems(examined, [said, osv])).toMatchObject([
      { severity: 'high', said: { registry: 'low', osv: 'high' }, entries: ['a'] },
    ]);
    expect(findProblems(examined, [{ ...said, range: '>1' }, osv])).toMatchObject([
      { said: { osv: 'high' } },
    ]);
  });
});
