import { dirname, join } from 'node:path';
import { isSystemError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import type { Processes } from '../ports/processes.ts';
import { keeperOrderSchema, keeperPaths, keeperStateSchema, type KeeperState } from './keeper-files.ts';
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
  };
}

async function writeOrder({ files, run }: ChildSupervisorPorts, { name, ...order }: Service): Promise<void> {
  const path = keeperPaths(run, name).order;
  await files.writeDurably(`${path}.draft`, JSON.stringify(order), 0o600);
  await files.rename(`${path}.draft`, path);
  await files.syncFolder(dirname(path));
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
  throw new Error(`The keeper of ${service.name} did not start: see ${service.logFile}`);
}

/**
 * Until neither the keeper nor its program is left. A keeper that was killed left its program running: a new one adopts
 * it and stops it as the first would have.
 */
async function stopKeeper(ports: ChildSupervisorPorts, name: string): Promise<void> {
  const { processes, clock, files, run } = ports;
  for (;;) {
    const state = await readState(ports, name);
    if (state === undefined) return;
    if (processes.signal(state.keeper, 'SIGTERM')) {
      while (processes.isAlive(state.keeper)) await clock.sleep(POLL_MS);
    } else {
      if (state.child === undefined || !processes.isAlive(state.child)) return;
      const order = keeperOrderSchema.parse(JSON.parse(await files.readText(keeperPaths(run, name).order)));
      await startKeeper(ports, { name, ...order });
    }
  }
}

async function readState(
  { files, run }: ChildSupervisorPorts,
  name: string,
): Promise<KeeperState | undefined> {
  try {
    return keeperStateSchema.parse(JSON.parse(await files.readText(keeperPaths(run, name).state)));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function ignoreMissing(error: unknown): void {
  if (!isSystemError(error, 'ENOENT')) throw error;
}
