import { join } from 'node:path';
import { ignoreMissing, UserError } from '../errors.ts';
import { readRecord } from '../host/read-record.ts';
import { replaceFile } from '../host/replace-file.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import type { Processes } from '../ports/processes.ts';
import {
  keeperOrderSchema,
  keeperPaths,
  keeperStateSchema,
  keptName,
  type KeeperOrder,
  type KeeperState,
} from './keeper-files.ts';
import type { Service, Supervisor } from './supervisor.ts';

interface ChildSupervisorPorts {
  readonly files: Files;
  readonly clock: Clock;
  readonly processes: Processes;
  /** Orders and states stand here. */
  readonly run: string;
  /** The keeper program. */
  readonly keeper: string;
}

const POLL_MS = 25;
/** A keeper writes its state within milliseconds; this bounds a machine under heavy load. */
const KEEPER_START_MS = 20_000;
/** Beyond the time that its program has to stop, a keeper needs next to none. */
const KEEPER_SLACK_MS = 10_000;

/** The embedded supervisor: one detached keeper process for each service. */
export function childSupervisor(ports: ChildSupervisorPorts): Supervisor {
  return {
    async start(service) {
      const state = await readState(ports, service.name);
      if (state !== undefined && ports.processes.isAlive(state.keeper)) return;
      await writeOrder(ports, service);
      await startKeeper(ports, service);
    },
    async stop(name) {
      await stopKeeper(ports, name);
      const { order, state: statePath } = keeperPaths(ports.run, name);
      for (const path of [order, statePath]) await ports.files.unlink(path).catch(ignoreMissing);
    },
    async status(name) {
      const state = await readState(ports, name);
      const child = state?.child;
      const isRunning = child !== undefined && ports.processes.isAlive(child);
      return { isRunning, starts: state?.starts ?? 0, process: isRunning ? child : undefined };
    },
    async list() {
      if (!(await ports.files.exists(ports.run))) return [];
      return (await ports.files.list(ports.run)).flatMap((file) => keptName(file) ?? []);
    },
  };
}

async function writeOrder({ files, run }: ChildSupervisorPorts, { name, ...order }: Service): Promise<void> {
  await replaceFile(files, keeperPaths(run, name).order, { text: JSON.stringify(order) });
}

async function startKeeper(ports: ChildSupervisorPorts, service: Service): Promise<void> {
  const keeper = await ports.processes.startDetached({
    argv: [process.execPath, ports.keeper, join(ports.run, service.name)],
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '' },
    logFile: service.logFile,
  });
  const deadline = ports.clock.monotonic() + KEEPER_START_MS;
  while (ports.clock.monotonic() < deadline) {
    const state = await readState(ports, service.name);
    if (state?.keeper.pid === keeper.pid && state.starts > 0) return;
    if (!ports.processes.isAlive(keeper)) break;
    await ports.clock.sleep(POLL_MS);
  }
  throw new UserError({
    code: 'keeper-lost',
    message: `The program that keeps ${service.name} running was ended before it had started it; its log is ${service.logFile}.`,
    remedy:
      'Run the same command again. If it is ended each time, find out by whom: the memory may be short.',
  });
}

/**
 * Until neither the keeper nor its program is left. A keeper that was killed left its program running: a new one adopts
 * it and stops it as the first would have.
 */
async function stopKeeper(ports: ChildSupervisorPorts, name: string): Promise<void> {
  const { processes } = ports;
  for (;;) {
    const [state, order] = [await readState(ports, name), await readOrder(ports, name)];
    // Without an order an earlier stop was nearly done: it is what is removed first.
    if (state === undefined || order === undefined) return;
    if (processes.signal(state.keeper, 'SIGTERM')) await endOfKeeper(ports, state.keeper, order);
    else if (state.child === undefined || !processes.isAlive(state.child)) return;
    else await startKeeper(ports, { name, ...order });
  }
}

/** A keeper that hangs is killed, and the next one stops what it kept. */
async function endOfKeeper(
  { processes, clock }: ChildSupervisorPorts,
  keeper: KeeperState['keeper'],
  { stopWithinMs }: KeeperOrder,
): Promise<void> {
  const deadline = clock.monotonic() + stopWithinMs + KEEPER_SLACK_MS;
  while (processes.isAlive(keeper)) {
    if (clock.monotonic() > deadline) processes.signal(keeper, 'SIGKILL');
    await clock.sleep(POLL_MS);
  }
}

function readOrder({ files, run }: ChildSupervisorPorts, name: string): Promise<KeeperOrder | undefined> {
  return readRecord(files, keeperPaths(run, name).order, keeperOrderSchema);
}

function readState({ files, run }: ChildSupervisorPorts, name: string): Promise<KeeperState | undefined> {
  return readRecord(files, keeperPaths(run, name).state, keeperStateSchema);
}
