import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { systemProcesses } from '../ports/processes.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { childSupervisor } from './child-supervisor.ts';
import { keeperPaths, keeperStateSchema, type KeeperState } from './keeper-files.ts';
import type { Service, Supervisor } from './supervisor.ts';

const keeper = fileURLToPath(new URL('./keeper-main.ts', import.meta.url));
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

// After the stops, which need the folder: Jest runs such hooks in the order that they are set in.
const temporaryFolder = temporaryFolders();

async function started(
  script: string,
  more: Partial<Service> = {},
): Promise<{ run: string; supervisor: Supervisor; service: Service }> {
  const run = await temporaryFolder();
  const system = { files: systemFiles, clock: systemClock, processes: systemProcesses };
  const supervisor = childSupervisor({ ...system, run, keeper });
  const service: Service = {
    name: 'service',
    argv: [process.execPath, '-e', script],
    cwd: '/',
    env: {},
    logFile: join(run, 'log'),
    stopWithinMs: 10_000,
    ...more,
  };
  stops.push(() => supervisor.stop('service'));
  await supervisor.start(service);
  return { run, supervisor, service };
}

function stateIn(run: string): KeeperState {
  return keeperStateSchema.parse(JSON.parse(readFileSync(keeperPaths(run, 'service').state, 'utf8')));
}

const STAYS = 'setInterval(() => undefined, 1000)';

describe('the embedded supervisor', () => {
  it('gives a service its configuration, and nothing of its own environment', async () => {
    const configFile = join(await temporaryFolder(), 'c.env');
    writeFileSync(configFile, "SECRET='a \"quoted\" one'\nSHADOWED='x'\n");
    const script = `console.log(JSON.stringify(process.env)); ${STAYS}`;
    const { run } = await started(script, { configFile, env: { SHADOWED: 'y' } });
    await waitUntil(
      () => readFileSync(join(run, 'log'), 'utf8').includes('\n'),
      'the service wrote its environment',
    );
    expect(JSON.parse(readFileSync(join(run, 'log'), 'utf8'))).toEqual({
      SECRET: 'a "quoted" one',
      SHADOWED: 'y',
    });
  });

  it('starts a service once, however often it is told to', async () => {
    const { run, supervisor, service } = await started(STAYS);
    const { child } = stateIn(run);
    await supervisor.start(service);
    expect(stateIn(run).child).toEqual(child);
  });

  it('starts a service again that dies, and counts it', async () => {
    const { run, supervisor } = await started(STAYS);
    const before = stateIn(run);
    systemProcesses.signal(before.child ?? before.keeper, 'SIGKILL');
    await waitUntil(() => stateIn(run).starts === 2, 'it was started again');
    expect((await supervisor.status('service')).isRunning).toBe(true);
  });

  it('kills a service that ignores SIGTERM, with all that it started', async () => {
    const stubborn = `process.on('SIGTERM', () => undefined);
      const {spawn} = require('node:child_process');
      console.log(spawn(process.execPath, ['-e', ${JSON.stringify(STAYS)}]).pid); ${STAYS}`;
    const { run, supervisor } = await started(stubborn, { stopWithinMs: 300 });
    await waitUntil(() => readFileSync(join(run, 'log'), 'utf8').includes('\n'), 'it started its own child');
    const grandchild = { pid: Number(readFileSync(join(run, 'log'), 'utf8')), startedAt: '' };
    await supervisor.stop('service');
    await waitUntil(() => !isAlive(grandchild.pid), 'the grandchild is gone');
    expect((await supervisor.status('service')).isRunning).toBe(false);
  });

  it('keeps a service running while its state can’t be written, and writes it once it can', async () => {
    const { run } = await started(`console.log('started'); ${STAYS}`);
    const before = stateIn(run);
    const { state } = keeperPaths(run, 'service');
    const log = (): string => readFileSync(join(run, 'log'), 'utf8');
    await waitUntil(() => log().includes('started'), 'it runs');
    // A folder is in the way of the file.
    rmSync(state);
    mkdirSync(state);
    systemProcesses.signal(before.child ?? before.keeper, 'SIGKILL');
    await waitUntil(() => log().includes('can’t be written'), 'it is told');
    await waitUntil(() => log().match(/started/g)?.length === 2, 'it runs again');
    rmdirSync(state);
    await waitUntil(() => existsSync(state), 'the state is written');
    expect(stateIn(run)).toMatchObject({ keeper: before.keeper, starts: 2 });
  });

  it('stops a service whose order was taken away, though nobody can find it', async () => {
    const { run } = await started(STAYS);
    const { child, keeper: itsKeeper } = stateIn(run);
    rmSync(keeperPaths(run, 'service').order);
    await waitUntil(() => !systemProcesses.isAlive(itsKeeper), 'the keeper is gone');
    expect(child && systemProcesses.isAlive(child)).toBe(false);
  });

  it('adopts what still runs when its keeper was killed, and can stop it', async () => {
    const { run, supervisor, service } = await started(STAYS);
    const before = stateIn(run);
    systemProcesses.signal(before.keeper, 'SIGKILL');
    await waitUntil(() => !systemProcesses.isAlive(before.keeper), 'the keeper is dead');
    await supervisor.start(service);
    expect(stateIn(run)).toEqual({ ...before, keeper: stateIn(run).keeper });
    systemProcesses.signal(stateIn(run).keeper, 'SIGKILL');
    await supervisor.stop('service');
    expect(before.child && systemProcesses.isAlive(before.child)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
