import cluster from 'node:cluster';
import { chmod } from 'node:fs/promises';
import type { Server } from 'node:http';
import { answersOf } from './answers.ts';
import { askFirst } from './ask-first.ts';
import { createDrain, type Drain } from './drain.ts';
import { keepFleet } from './fleet.ts';
import { identityFrom } from './identity.ts';
import { handOverSignals } from './signals.ts';
import { readSettings } from './settings.ts';
import { removeStaleSocket } from './stale-socket.ts';
import { takeListening } from './take-listening.ts';
import { createTraffic } from './traffic.ts';
import { workerCount } from './worker-count.ts';

/** Owner and group may connect: put the front’s user into the service’s group. */
const SOCKET_MODE = 0o660;
const DEFAULT_DRAIN_MS = 1500;

/**
 * Gives the service, before its first line runs, what a host asks of a release: it listens on the release’s socket whatever
 * port it asks for, answers readiness, identity and metrics, and drains before its own handlers hear of a signal.
 */
export async function adaptService(release: string): Promise<void> {
  const settings = readSettings(release);
  const identity = identityFrom(process.env);
  const { socketPath } = identity;
  if (!cluster.isWorker) await removeStaleSocket(socketPath);
  const drainMs = Number(process.env['DRAIN_MS'] ?? DEFAULT_DRAIN_MS);
  const count = workerCount();
  const fleet = keepFleet({ openSocket: () => openToGroup(socketPath) });
  let drain: Drain | undefined;
  takeListening({
    socketPath,
    port: settings.port,
    taken(server) {
      drain = serve(server);
    },
  });
  handOverSignals({
    begin(whenDone) {
      if (fleet.isOne()) fleet.stop();
      else if (drain === undefined) whenDone();
      else drain.begin(whenDone);
    },
  });

  function serve(server: Server): Drain {
    const draining = createDrain(drainMs);
    const traffic = createTraffic();
    const answers = answersOf({
      identity,
      settings,
      server,
      count,
      isDraining: () => draining.isUnderWay(),
      metrics: () => (cluster.isWorker ? undefined : traffic.text()),
    });
    askFirst(server, { answers, draining, traffic });
    if (!cluster.isWorker) server.once('listening', () => void openToGroup(socketPath));
    return draining;
  }
}

/** It was bound with the umask’s mode: closed to others until this. */
async function openToGroup(path: string): Promise<void> {
  await chmod(path, SOCKET_MODE).catch((error: unknown) => {
    console.error('The socket could not be opened to its group:', error);
  });
}
