import cluster from 'node:cluster';
import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { Configuration, ListenAddress } from '../config/configuration.ts';
import { openDatabase } from '../database/database.ts';
import { watchDatabase } from '../database/database-watch.ts';
import { createApplication } from '../http/application.ts';
import { createMetrics } from '../http/metrics.ts';
import type { ServiceExtension } from '../service-extension.ts';
import { createDrain, type Drain } from './drain.ts';
import { asPrimaryMessage } from './messages.ts';
import { identityOfThisWorker } from './worker-identity.ts';

export interface WorkerFacts {
  readonly configuration: Configuration;
  readonly log: Logger;
  readonly stopWithinMs: number;
  readonly extension: ServiceExtension;
}

/** Serves until the primary or a signal says to stop, or until the primary is gone. Ends the process. */
export async function runWorker({ configuration, log, stopWithinMs, extension }: WorkerFacts): Promise<void> {
  const worker = identityOfThisWorker(configuration.workers);
  const database = openDatabase({ configuration, log });
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 65_000 });
  const drain = createDrain({
    server,
    lastsMs: configuration.drainMs,
    whenClosed: () => {
      void database.close().finally(() => process.exit(0));
    },
  });
  drainWhenTold({ drain, log, stopWithinMs });
  const application = createApplication({
    configuration,
    log,
    worker,
    database,
    metrics: createMetrics(),
    isDraining: () => drain.isUnderWay(),
    middleware: extension.middleware?.(worker) ?? [],
  });
  server.on('request', application);
  await extension.beforeListen?.(worker);
  if (drain.isUnderWay()) return;
  await listen(server, configuration.listen);
  watchDatabase({ database, log, everyMs: configuration.healthCheckIntervalMs });
  log.info({ worker, address: server.address() }, 'Listening');
}

function drainWhenTold(facts: {
  readonly drain: Drain;
  readonly log: Logger;
  readonly stopWithinMs: number;
}): void {
  const { drain, log, stopWithinMs } = facts;
  function stop(reason: string): void {
    if (drain.isUnderWay()) return;
    log.info({ reason }, 'Draining');
    drain.begin();
    setTimeout(() => {
      log.error({ stopWithinMs }, 'Requests were still under way at the limit: they are cut off');
      process.exit(1);
    }, stopWithinMs).unref();
  }
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('message', (message) => {
    if (asPrimaryMessage(message)?.assistant === 'drain') stop('told by the primary');
  });
  cluster.worker?.on('disconnect', () => {
    // Node would end a worker on the spot when its primary is gone; this says that we see to it ourselves.
    if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
    stop('the primary is gone');
  });
}

function listen(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const options =
      address.kind === 'socket' ? { path: address.path } : { host: address.host, port: address.port };
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
