import { describe, expect, it } from '@jest/globals';
import { METRICS, totalsIn } from '../file-coverage.ts';
import { readBytes, sampleReport, type Sample } from '../testing/read-text.ts';
import { totalsOfFiles } from '../totals.ts';

const WITHOUT_STATEMENTS = {
  lines: { found: 12, hit: 8 },
  branches: { found: 8, hit: 3 },
  functions: { found: 5, hit: 3 },
};
const ISTANBUL = { ...WITHOUT_STATEMENTS, statements: { found: 14, hit: 8 } };

describe('a report', () => {
  it.each<[Sample, object]>([
    ['lcov.info', WITHOUT_STATEMENTS],
    ['coverage-final.json', ISTANBUL],
    ['coverage-summary.json', ISTANBUL],
    ['cobertura-coverage.xml', WITHOUT_STATEMENTS],
    // Istanbul’s Clover report has lines in the place of statements.
    ['clover.xml', { ...ISTANBUL, statements: ISTANBUL.lines }],
    [
      'node.info',
      { lines: { found: 25, hit: 20 }, branches: { found: 8, hit: 5 }, functions: { found: 4, hit: 3 } },
    ],
    [
      'jacoco.xml',
      { lines: { found: 5, hit: 3 }, branches: { found: 2, hit: 1 }, functions: { found: 3, hit: 2 } },
    ],
  ])('is known by how it begins, and %s counts what its tool does', async (sample, totals) => {
    expect(totalsOfFiles(await readBytes(await sampleReport(sample)))).toEqual(totals);
  });

  it('names its files as it writes them', async () => {
    const files = await readBytes(await sampleReport('cobertura-coverage.xml'));
    expect(files.map(({ path }) => path)).toEqual(['src/gate.js', 'src/never.js', 'src/tide.js']);
    expect((await readBytes(await sampleReport('jacoco.xml')))[0]?.path).toBe('dev/tide/Gate.java');
  });

  it.each<Sample>(['lcov.info', 'coverage-final.json', 'clover.xml'])(
    'may have a byte order mark and carriage returns: %s',
    async (sample) => {
      const text = await sampleReport(sample);
      const files = await readBytes(`\uFEFF${text.replaceAll('\n', '\r\n')}`);
      expect(totalsOfFiles(files)).toEqual(totalsOfFiles(await readBytes(text)));
    },
  );

  it('says nothing when it is empty', async () => {
    for (const text of ['', '\n\n', '{}']) expect(await readBytes(text)).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['text', 'All files | 100 |', /report:1: expected the beginning of a coverage report/],
    ['another document', '<html></html>', /report:1: expected <coverage>/],
    ['V8’s own', '{"result":[]}', /V8’s own, which knows offsets but no lines/],
    ['a list', '[]', /expected the beginning/],
    ['an XML declaration alone', '<?xml version="1.0"?>', /expected/],
  ])('that is %s is refused', async (_what, text, message) => {
    await expect(readBytes(text)).rejects.toMatchObject({
      code: 'coverage-invalid',
      message: expect.stringMatching(message),
    });
  });

  it('that is not there, or is a folder, is missing', async () => {
    const { readReport } = await import('./read-report.ts');
    for (const path of ['/nowhere/report', '/tmp'])
      await expect(
        readReport({ path, name: 'report', format: 'auto', found: () => undefined }),
      ).rejects.toMatchObject({
        code: 'coverage-missing',
      });
  });
});

describe('what can’t be is refused with its line', () => {
  const cases: [Sample, string, string, string][] = [
    ['lcov.info', 'DA:6,0', 'DA:6,NaN', 'report:10'],
    ['lcov.info', 'DA:6,0', 'DA:6,-3', 'report:10'],
    ['lcov.info', 'DA:6,0', 'DA:0,3', 'report:10'],
    ['lcov.info', 'DA:6,0', 'DA:99999999999,3', 'report:10'],
    ['lcov.info', 'DA:6,0', 'garbage', 'report:10'],
    ['lcov.info', 'BRDA:4,0,0,0', 'BRDA:4,0,0,x', 'report:14'],
    ['lcov.info', 'BRDA:4,0,0,0', 'BRDA:4,0', 'report:14'],
    ['lcov.info', 'LH:4', 'LH:6', 'report:18'],
    ['lcov.info', 'LH:4', 'LH:5', 'report:18'],
    ['lcov.info', 'LF:5', 'LF:50', 'report:18'],
    ['lcov.info', 'BRH:1', 'BRH:3', 'report:18'],
    ['lcov.info', 'BRH:1\nend_of_record', 'BRH:1', 'report:19'],
    ['lcov.info', 'SF:', 'XX:', 'report:2'],
    ['lcov.info', 'FNDA:1,gate', 'FNDA:some,gate', 'report:6'],
    ['cobertura-coverage.xml', 'number="3" hits="1"', 'number="3" hits="NaN"', 'report:14'],
    ['cobertura-coverage.xml', 'line-rate="0.8"', 'line-rate="NaN"', 'report:10'],
    ['cobertura-coverage.xml', 'line-rate="0.8"', 'line-rate="80"', 'report:10'],
    ['cobertura-coverage.xml', '50% (1/2)', '150% (3/2)', 'report:21'],
    ['cobertura-coverage.xml', 'lines-covered="8"', 'lines-covered="13"', 'report:3'],
    ['cobertura-coverage.xml', '</class>', '', 'report:65'],
    ['cobertura-coverage.xml', 'filename="src/gate.js"', '', 'report:10'],
    ['clover.xml', 'coveredmethods="1"', 'coveredmethods="2"', 'report:6'],
    ['clover.xml', 'num="3"', 'num="-3"', 'report:8'],
    ['jacoco.xml', 'ci="3"', 'ci="3.5"', 'report:18'],
    ['jacoco.xml', 'nr="6"', 'nr=""', 'report:19'],
  ];
  it.each(cases)('%s: %s → %s', async (sample, from, to, place) => {
    const text = await sampleReport(sample);
    expect(text).toContain(from);
    await expect(readBytes(text.replace(from, to))).rejects.toMatchObject({
      code: 'coverage-invalid',
      message: expect.stringContaining(`${place}: expected`),
    });
  });

  it.each<[string, (file: Record<string, Record<string, unknown>>) => void]>([
    ['a count without its place', (file) => delete file['statementMap']?.['0']],
    ['a place without its count', (file) => delete file['s']?.['0']],
    ['a count below 0', (file) => Object.assign(file['f'] ?? {}, { 0: -1 })],
    ['a count that is no number', (file) => Object.assign(file['s'] ?? {}, { 0: '7' })],
    ['fewer counts than branches', (file) => Object.assign(file['b'] ?? {}, { 0: [1] })],
  ])('coverage-final.json: %s', async (_what, change) => {
    const content = JSON.parse(await sampleReport('coverage-final.json')) as Record<string, never>;
    change(Object.values(content)[0]!);
    await expect(readBytes(JSON.stringify(content))).rejects.toMatchObject({ code: 'coverage-invalid' });
  });

  it('coverage-summary.json: a total that its files do not come to', async () => {
    const text = (await sampleReport('coverage-summary.json')).replace(/"total": ?12\b/, '"total":900');
    await expect(readBytes(text)).rejects.toMatchObject({ code: 'coverage-invalid' });
  });
});

describe('lcov', () => {
  it('is refused when it ends in the midst of a file', async () => {
    const text = await sampleReport('lcov.info');
    await expect(readBytes(text.slice(0, text.lastIndexOf('LF:')))).rejects.toMatchObject({
      code: 'coverage-invalid',
      message: expect.stringContaining('the end of the file'),
    });
  });

  it('may leave out totals, count a line twice, and name branches by words', async () => {
    const [file] = await readBytes(
      'SF:a.ts\nDA:1,0,checksum\nDA:1,2\nDA:2,0\nBRDA:2,e0,x == 1,-\nBRDA:2,None,0,1\nend_of_record\n',
    );
    expect(METRICS.map((metric) => file && totalsIn(file, metric))).toEqual([
      { found: 2, hit: 1 },
      { found: 2, hit: 1 },
      undefined,
      undefined,
    ]);
  });

  it('may have two functions of one name, and tell them as lcov 2.2 does', async () => {
    const text = 'SF:a.ts\nFN:1,make\nFN:9,make\nFNDA:0,make\nFNDA:1,make\nDA:1,1\nend_of_record\n';
    const newer = 'SF:a.ts\nFNL:0,1,4\nFNA:0,2,make\nFNL:1,9,12\nFNA:1,0,make\nDA:1,1\nend_of_record\n';
    for (const each of [text, newer])
      expect(totalsOfFiles(await readBytes(each)).functions).toEqual({ found: 2, hit: 1 });
  });

  it('is read alike wherever its bytes are cut', async () => {
    const { LcovReader } = await import('./lcov.ts');
    const bytes = Buffer.from(await sampleReport('lcov.info'));
    const whole = await readBytes(bytes);
    for (let size = 1; size < 40; size += 1) {
      const files: unknown[] = [];
      const reader = new LcovReader('report', (file) => files.push(file));
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
      reader.end();
      expect(files).toEqual(whole);
    }
  });
});
