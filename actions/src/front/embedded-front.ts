import { connect } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import type { Processes } from '../ports/processes.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { HostLayout } from '../host/layout.ts';
import { readRecord } from '../host/read-record.ts';

/** What gives users one address and sends them to whatever `current.sock` leads to. */
export interface Front {
  /** Of 127.0.0.1. */
  readonly port: number;
  /** Fails with `port-taken` when another program listens there. Changes nothing. */
  check(): Promise<void>;
  /** Starts the front unless it serves already. */
  ensure(): Promise<void>;
  isServing(): Promise<boolean>;
  stop(): Promise<void>;
}

interface FrontPorts {
  readonly files: Files;
  readonly clock: Clock;
  readonly processes: Processes;
  readonly supervisor: Supervisor;
  readonly layout: HostLayout;
  /** The front program. */
  readonly program: string;
  readonly port: number;
}

/** What keeps it running calls it so. */
export const FRONT_SERVICE = 'front';
const START_MS = 20_000;
const POLL_MS = 25;
const stateSchema = z.object({ process: z.object({ pid: z.int(), startedAt: z.string() }), port: z.int() });

export function embeddedFront(ports: FrontPorts): Front {
  const statePath = join(ports.layout.run, 'front.json');
  return {
    port: ports.port,
    async check() {
      if (!(await isServing(ports, statePath)) && (await isListening(ports.port)))
        throw portTaken(ports.port);
    },
    isServing: () => isServing(ports, statePath),
    async ensure() {
      if (await isServing(ports, statePath)) return;
      // A front of an earlier port is still kept running: it makes way.
      await ports.supervisor.stop(FRONT_SERVICE);
      await ports.supervisor.start(frontService(ports, statePath));
      const deadline = ports.clock.monotonic() + START_MS;
      while (!(await isServing(ports, statePath))) {
        if (ports.clock.monotonic() > deadline) throw portTaken(ports.port);
        await ports.clock.sleep(POLL_MS);
      }
    },
    async stop() {
      await ports.supervisor.stop(FRONT_SERVICE);
    },
  };
}

function frontService(ports: FrontPorts, statePath: string): Parameters<Supervisor['start']>[0] {
  const { layout, program, port } = ports;
  return {
    name: FRONT_SERVICE,
    argv: [
      process.execPath,
      program,
      `--port=${port}`,
      `--socket=${layout.currentSocket}`,
      `--state=${statePath}`,
    ],
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '' },
    logFile: join(layout.logs, 'front.log'),
    stopWithinMs: 4000,
  };
}

/** The front writes its state once it listens: a live process behind it that says our port is our front. */
async function isServing({ files, processes, port }: FrontPorts, statePath: string): Promise<boolean> {
  const state = await readRecord(files, statePath, stateSchema);
  return state?.port === port && processes.isAlive(state.process);
}

async function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

function portTaken(port: number): UserError {
  return new UserError({
    code: 'port-taken',
    message: `Expected port ${port} of 127.0.0.1 to be free; another program listens there.`,
    remedy: 'End that program, or set TIDEGATE_PORT_BASE to the first of three free ports.',
  });
}
