import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { keepMeasured } from '../../coverage/kept-coverage.ts';
import { coverageSettings } from '../../coverage/settings.ts';
import { systemFiles } from '../../ports/files.ts';
import { newScratch, packagedSubject } from '../../testing/gate-subject.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { GateSubject } from '../gate.ts';
import { testsGate } from '../tests/gate.ts';
import { gate } from './gate.ts';

jest.setTimeout(60_000);

/** Reports tests that pass and, when it is asked to count, what the report beside the sources says. */
const SUITE = `
  import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
  const given = process.argv.slice(2);
  function flag(name) {
    return given.find((text) => text.startsWith(name + '='))?.slice(name.length + 1);
  }
  const { counters, failed } = JSON.parse(readFileSync('../orders.json', 'utf8'));
  writeFileSync('../given.json', JSON.stringify({ given, programs: process.env.PROGRAM_COVERAGE }));
  writeFileSync(flag('--outputFile'), JSON.stringify({
    success: failed === 0, numPassedTests: 2, numFailedTests: failed, numRuntimeErrorTestSuites: 0, numTotalTests: 2 + failed,
    testResults: [],
  }));
  if (flag('--coverageDirectory') && counters) {
    mkdirSync(flag('--coverageDirectory'), { recursive: true });
    writeFileSync(flag('--coverageDirectory') + '/coverage-final.json', JSON.stringify(counters));
  }
`;

let folder: string;
let packaged: GateSubject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tg-'));
  const subject = await packagedSubject(folder, { 'service/suite.mjs': SUITE });
  const settings = coverageSettings.parse({
    lines: 80,
    source: ['src/**/*.ts'],
    exclude: ['src/check-config.ts'],
  });
  packaged = { ...subject, settings: { coverage: settings } };
});

beforeEach(() => systemFiles.removeTree(packaged.coverage));
afterAll(() => systemFiles.removeTree(folder));

/** Of `server.ts`: so many statements that ran, and so many that did not. */
function counters(hit: number, missed: number): object {
  const path = join(packaged.repository, 'service/src/server.ts');
  const ids = Array.from({ length: hit + missed }, (_, index) => String(index));
  return {
    [path]: {
      path,
      statementMap: Object.fromEntries(
        ids.map((id) => [
          id,
          { start: { line: Number(id) + 1, column: 0 }, end: { line: Number(id) + 1, column: 9 } },
        ]),
      ),
      s: Object.fromEntries(ids.map((id) => [id, Number(id) < hit ? 1 : 0])),
      fnMap: {},
      f: {},
      branchMap: {},
      b: {},
    },
  };
}

async function runTests(orders: { counters?: object; failed?: number }): Promise<Verdict> {
  await writeFile(join(packaged.repository, 'orders.json'), JSON.stringify({ failed: 0, ...orders }));
  return testsGate({ withinMs: 60_000 }).look({ ...packaged, scratch: await newScratch(folder) });
}

async function look(changes: Partial<GateSubject> = {}): Promise<Verdict> {
  return gate.look({ ...packaged, scratch: await newScratch(folder), ...changes });
}

describe('the coverage gate', () => {
  it('passes when the tests that ran covered as much as the policy demands', async () => {
    expect(await runTests({ counters: counters(9, 1) })).toMatchObject({ kind: 'pass' });
    const { given, programs } = JSON.parse(
      await readFile(join(packaged.repository, 'given.json'), 'utf8'),
    ) as {
      given: string[];
      programs: string;
    };
    expect(given).toEqual(
      expect.arrayContaining([
        '--coverage',
        '--collectCoverageFrom=service/src/**/*.ts',
        '--collectCoverageFrom=!service/src/check-config.ts',
      ]),
    );
    expect(programs).not.toBe('');
    expect(await look()).toMatchObject({ kind: 'pass', facts: { totals: { lines: { found: 10, hit: 9 } } } });
  });

  it('fails when they covered less', async () => {
    await runTests({ counters: counters(7, 3) });
    expect(await look()).toMatchObject({ kind: 'fail', reasonCode: 'coverage-low' });
  });

  it.each([{}, { counters: counters, failed: 1 }])(
    'is unproven when the tests left nothing, or failed: %j',
    async ({ failed = 0, counters: from }) => {
      await runTests({ failed, ...(from === undefined ? {} : { counters: from(10, 0) }) });
      await expect(look()).rejects.toMatchObject({ code: 'coverage-missing' });
    },
  );

  it('is unproven when a source was not measured', async () => {
    await runTests({ counters: counters(9, 1) });
    const coverage = { ...packaged.settings.coverage!, exclude: [] };
    expect(await look({ settings: { coverage } })).toMatchObject({
      kind: 'unproven',
      reasonCode: 'source-unmeasured',
    });
  });

  it('is unproven by what was covered of other sources, or was changed afterwards', async () => {
    await keepMeasured(packaged.coverage, { report: JSON.stringify(counters(9, 1)), sourceHash: 'another' });
    await expect(look()).rejects.toMatchObject({ code: 'coverage-stale' });
    await runTests({ counters: counters(1, 9) });
    const path = join(packaged.coverage, 'coverage.json');
    const kept = await readFile(path, 'utf8');
    await writeFile(path, kept.replaceAll(String.raw`:0,`, ':1,'));
    expect(await readFile(path, 'utf8')).not.toBe(kept);
    await expect(look()).rejects.toMatchObject({ code: 'coverage-invalid' });
    await writeFile(path, kept.slice(0, -9));
    await expect(look()).rejects.toMatchObject({ code: 'coverage-invalid' });
  });

  it('is unproven on other sources than the artifact’s', async () => {
    await runTests({ counters: counters(9, 1) });
    await expect(
      look({ manifest: { ...packaged.manifest, sourceHash: packaged.release.digest } }),
    ).rejects.toMatchObject({
      code: 'source-differs',
    });
  });

  it('has the tests count nothing where nothing is demanded', async () => {
    await writeFile(join(packaged.repository, 'orders.json'), JSON.stringify({ failed: 0 }));
    const bare = { ...packaged, settings: {}, scratch: await newScratch(folder) };
    await testsGate({ withinMs: 60_000 }).look(bare);
    const given = await readFile(join(packaged.repository, 'given.json'), 'utf8');
    expect(given).not.toContain('coverage');
    await expect(gate.look(bare)).rejects.toMatchObject({ code: 'policy-invalid' });
  });
});
