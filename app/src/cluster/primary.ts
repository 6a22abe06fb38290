import cluster from 'node:cluster';
import { chmodSync } from 'node:fs';
import { ClusterMemoryStorePrimary } from '@express-rate-limit/cluster-memory-store';
import type { Logger } from 'pino';
import { AggregatorRegistry } from 'prom-client';
import type { Configuration } from '../config/configuration.ts';
import { asWorkerMessage, type PrimaryMessage } from './messages.ts';
import { removeStaleSocket } from './stale-socket.ts';
import { WorkerFleet } from './worker-fleet.ts';

/** Owner and group may connect: put the front's user into the service's group. */
const SOCKET_MODE = 0o660;
/** The workers keep their own limit; the primary waits a little longer before it kills. */
const GRACE_MS = 1000;

export interface PrimaryFacts {
  readonly configuration: Configuration;
  readonly log: Logger;
  readonly stopWithinMs: number;
}

/** Keeps the workers alive, counts the rate limits and sums the metrics for them. Ends the process. */
export async function runPrimary({ configuration, log, stopWithinMs }: PrimaryFacts): Promise<void> {
  const { listen, workers } = configuration;
  if (listen.kind === 'socket') {
    const { obstacle } = await removeStaleSocket(listen.path);
    if (obstacle !== undefined) {
      log.fatal(obstacle);
      process.stderr.write(`${obstacle}\n`);
      process.exit(1);
    }
    openToGroup({ path: listen.path, log });
  }
  new ClusterMemoryStorePrimary().init();
  answerMetricsQuestions(log);
  const fleet = new WorkerFleet({ count: workers, log });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'Stopping');
      fleet.stop(stopWithinMs + GRACE_MS);
    });
  }
  process.exit(await fleet.ended);
}

/** The primary binds the socket for the workers, with the umask's mode: closed to others until this. */
function openToGroup({ path, log }: { readonly path: string; readonly log: Logger }): void {
  cluster.on('listening', () => {
    try {
      chmodSync(path, SOCKET_MODE);
    } catch (error) {
      log.error({ err: error }, 'The socket could not be opened to its group');
    }
  });
}

function answerMetricsQuestions(log: Logger): void {
  const registry = new AggregatorRegistry();
  cluster.on('message', (worker, message: unknown) => {
    const wanted = asWorkerMessage(message);
    if (wanted === undefined) return;
    registry
      .clusterMetrics()
      .catch((error: unknown) => {
        // A part of the sum would look like counters that went down.
        log.warn({ err: error }, 'The metrics of a worker are missing');
        return null;
      })
      .then((text) => {
        const answer: PrimaryMessage = { assistant: 'metrics', question: wanted.question, text };
        if (worker.isConnected()) worker.send(answer);
      })
      .catch((error: unknown) => {
        log.warn({ err: error }, 'A worker did not take its metrics');
      });
  });
}
