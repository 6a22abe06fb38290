import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { systemFiles } from '../../ports/files.ts';
import { identityOf, systemProcesses } from '../../ports/processes.ts';
import { newScratch, packagedSubject } from '../../testing/gate-subject.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { GateSubject } from '../gate.ts';
import { gate, testsGate } from './gate.ts';

jest.setTimeout(60_000);

const REPORT = {
  success: true,
  numPassedTests: 2,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numTotalTests: 2,
  testResults: [],
};
/** Does what stands beside the sources says, so that the sources stay those of the artifact. */
const SUITE = `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { spawn } from 'node:child_process';
  const given = process.argv.slice(2);
  const out = given.find((text) => text.startsWith('--outputFile=')).slice('--outputFile='.length);
  const { report, exitCode = 0, hangs, killed, change } = JSON.parse(readFileSync('../orders.json', 'utf8'));
  const facts = { nodeEnv: process.env.NODE_ENV, hasJson: given.includes('--json') };
  if (report) writeFileSync(out, JSON.stringify(report));
  if (change) writeFileSync(change, 'other');
  writeFileSync('../facts.json', JSON.stringify(facts));
  process.exitCode = exitCode;
  if (killed) process.kill(process.pid, 'SIGKILL');
  if (hangs) {
    process.on('SIGTERM', () => undefined);
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'inherit' });
    writeFileSync('../pids.json', JSON.stringify([process.pid, child.pid]));
    setInterval(() => undefined, 1000);
  }
`;

let folder: string;
let packaged: GateSubject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tg-'));
  packaged = await packagedSubject(folder, { 'service/suite.mjs': SUITE });
});

afterAll(() => systemFiles.removeTree(folder));

async function lookWith(orders: object, withinMs = 60_000): Promise<Verdict> {
  await writeFile(join(packaged.repository, 'orders.json'), JSON.stringify(orders));
  return testsGate({ withinMs }).look({ ...packaged, scratch: await newScratch(folder) });
}

async function noted(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(packaged.repository, name), 'utf8'));
}

describe('the tests gate', () => {
  it('runs the workspace’s own suite, and passes when its report does', async () => {
    expect(await lookWith({ report: REPORT })).toMatchObject({ kind: 'pass', facts: { passed: 2 } });
    expect(await noted('facts.json')).toEqual({ nodeEnv: 'test', hasJson: true });
  });

  it('fails when tests fail', async () => {
    const report = { ...REPORT, success: false, numFailedTests: 1 };
    expect(await lookWith({ report, exitCode: 1 })).toMatchObject({
      kind: 'fail',
      reasonCode: 'tests-failed',
    });
  });

  it.each([{ exitCode: 1 }, { killed: true }])(
    'fails when every test passed but the run did not: %j',
    async (how) => {
      const verdict = await lookWith({ report: REPORT, ...how });
      expect(verdict).toMatchObject({ kind: 'fail', reasonCode: 'tests-failed' });
      expect(verdict.findings).toHaveLength(1);
    },
  );

  it.each([{}, { killed: true }])('is unproven without a report, however the run ended: %j', async (how) => {
    expect(await lookWith(how)).toMatchObject({ kind: 'unproven', reasonCode: 'nothing-examined' });
  });

  it('kills a suite that hangs, with all that it started, and believes nothing that it said', async () => {
    const verdict = await lookWith({ report: REPORT, hangs: true }, 4000);
    expect(verdict).toMatchObject({ kind: 'unproven', reasonCode: 'nothing-examined' });
    const pids = (await noted('pids.json')) as number[];
    await waitUntil(
      () => !pids.some((pid) => systemProcesses.isAlive(identityOf(pid))),
      'the suite and what it started are gone',
    );
  });

  it('is unproven on other sources than the artifact’s, and does not run their tests', async () => {
    await rm(join(packaged.repository, 'facts.json'), { force: true });
    await whileChanged('service/src/server.ts', async () => {
      expect(await lookWith({ report: REPORT })).toMatchObject({
        kind: 'unproven',
        reasonCode: 'source-differs',
      });
    });
    await expect(noted('facts.json')).rejects.toEqual(expect.objectContaining({ code: 'ENOENT' }));
  });

  it('is unproven when the sources change while the tests run', async () => {
    expect(await lookWith({ report: REPORT, change: 'src/added.ts' })).toMatchObject({
      kind: 'unproven',
      reasonCode: 'source-differs',
    });
    await rm(join(packaged.repository, 'service/src/added.ts'));
  });

  it('holds for the artifact in every environment', () => {
    expect(gate.boundTo).toBe('artifact');
  });
});

async function whileChanged(path: string, work: () => Promise<void>): Promise<void> {
  const file = join(packaged.repository, path);
  const before = await readFile(file, 'utf8');
  await writeFile(file, `${before}\n// changed`);
  try {
    await work();
  } finally {
    await writeFile(file, before);
  }
}
