import cluster, { type Worker } from 'node:cluster';
import type { CountMessage } from './worker-count.ts';

export interface Fleet {
  /** Whether the service has forked workers of its own. */
  isOne(): boolean;
  /** Drains every worker, and ends this process when none of them is left. */
  stop(): void;
}

/**
 * For a service that runs a cluster of its own: its workers, which Node.js starts with this process’s flags and so with the
 * adapter, are told how many they are, and drained together.
 */
export function keepFleet({ openSocket }: { openSocket: () => Promise<void> }): Fleet {
  if (cluster.isWorker) return { isOne: () => false, stop: () => undefined };
  let stopping: Set<Worker> | undefined;
  cluster.on('listening', () => void openSocket());
  for (const event of ['online', 'exit'] as const) cluster.on(event, tellCount);
  // Before the service’s own listener, which would replace a worker that was told to go.
  cluster.on('exit', (worker: Worker) => {
    if (stopping?.delete(worker) === true && stopping.size === 0) process.exit(0);
  });
  return {
    isOne: () => workers().length > 0,
    stop() {
      stopping = new Set(workers());
      for (const worker of stopping) worker.process.kill('SIGTERM');
    },
  };
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);
}

function tellCount(): void {
  const alive = workers().filter((worker) => worker.isConnected());
  const message: CountMessage = { adapterWorkers: alive.length };
  for (const worker of alive) {
    // A worker that dies meanwhile: its death is noted by itself.
    worker.send(message, () => undefined);
  }
}
