import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { identityOf, systemProcesses, type ProcessIdentity } from './processes.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const children: ChildProcess[] = [];
const detached: ProcessIdentity[] = [];
const STAYS = 'setInterval(() => undefined, 1000)';

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const identity of detached.splice(0)) systemProcesses.signal(identity, 'SIGKILL');
});

function child(...argv: [string, ...string[]]): ChildProcess {
  const [program, ...args] = argv;
  const started = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(started);
  return started;
}

async function startedDetached(
  script: string,
  env: Record<string, string> = {},
  log?: string,
): Promise<{ logFile: string; identity: ProcessIdentity }> {
  const logFile = log ?? join(await temporaryFolder(), 'log');
  const argv = [process.execPath, '-e', script] as const;
  const identity = await systemProcesses.startDetached({ argv, cwd: '/', env, logFile });
  detached.push(identity);
  return { logFile, identity };
}

describe('a process', () => {
  it('is alive until it is killed', async () => {
    const started = child(process.execPath, '-e', STAYS);
    const identity = identityOf(started.pid ?? 0);
    expect(systemProcesses.isAlive(identity)).toBe(true);
    expect(systemProcesses.signal(identity, 'SIGKILL')).toBe(true);
    await once(started, 'exit');
    expect(systemProcesses.isAlive(identity)).toBe(false);
    expect(systemProcesses.signal(identity, 'SIGKILL')).toBe(false);
  });

  it('that ended is dead, though its parent never asked how', async () => {
    const parent = child('sh', '-c', 'sleep 0.1 & echo $!; exec sleep 100');
    const [line] = (await once(parent.stdout ?? parent, 'data')) as [Buffer];
    const identity = identityOf(Number(String(line)));
    await waitUntil(() => statOf(identity.pid).includes(') Z '), 'it is a zombie');
    expect(systemProcesses.isAlive(identity)).toBe(false);
    expect(systemProcesses.signal(identity, 'SIGTERM')).toBe(false);
  });

  it('is another one when only the id is the same, and gets no signal meant for the first', () => {
    const started = child(process.execPath, '-e', STAYS);
    const before = { pid: started.pid ?? 0, startedAt: '1' };
    expect(systemProcesses.isAlive(before)).toBe(false);
    expect(systemProcesses.signal(before, 'SIGKILL')).toBe(false);
    expect(systemProcesses.isAlive(identityOf(before.pid))).toBe(true);
  });

  it('is known by its start though its name has spaces and parentheses', async () => {
    const program = join(await temporaryFolder(), 'a ) 1 (b');
    await symlink('/bin/sleep', program);
    const { startedAt } = identityOf(child(program, '100').pid ?? 0);
    expect(startedAt).toMatch(/^[0-9a-f]{8}:[1-9]\d+$/);
  });

  it('knows itself', () => {
    expect(systemProcesses.self().pid).toBe(process.pid);
    expect(systemProcesses.isAlive(systemProcesses.self())).toBe(true);
  });
});

describe('a program that outlives its caller', () => {
  it('has a session of its own, only the environment given, and both its streams in the log', async () => {
    const script = `console.log(JSON.stringify(process.env)); console.error('said aloud'); ${STAYS}`;
    const { logFile, identity } = await startedDetached(script, { ONLY: 'this' });
    await waitUntil(() => readFileSync(logFile, 'utf8').includes('said aloud'), 'it wrote');
    expect(readFileSync(logFile, 'utf8').split('\n')[0]).toBe('{"ONLY":"this"}');
    // Fields 5 and 6 are the process group and the session (proc(5)).
    expect(statOf(identity.pid).split(') ')[1]?.split(' ').slice(2, 4)).toEqual([
      String(identity.pid),
      String(identity.pid),
    ]);
    expect((await stat(logFile)).mode & 0o777).toBe(0o600);
  });

  it('adds to the log of the one before', async () => {
    const { logFile } = await startedDetached(`console.log('first')`);
    await waitUntil(() => readFileSync(logFile, 'utf8') === 'first\n', 'the first wrote');
    await startedDetached(`console.log('second')`, {}, logFile);
    await waitUntil(() => readFileSync(logFile, 'utf8') === 'first\nsecond\n', 'the second wrote');
  });

  it('that is not there is an error, not a process', async () => {
    const logFile = join(await temporaryFolder(), 'log');
    const starting = systemProcesses.startDetached({ argv: ['/nowhere/at-all'], cwd: '/', env: {}, logFile });
    await expect(starting).rejects.toEqual(expect.objectContaining({ code: 'ENOENT' }));
  });
});

function statOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'utf8');
}
