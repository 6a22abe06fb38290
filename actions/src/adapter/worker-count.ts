import cluster from 'node:cluster';

/** What the service’s primary tells each of its workers. */
export interface CountMessage {
  readonly adapterWorkers: number;
}

/** How many workers serve; `undefined` until the primary has said so. A service without a cluster is one. */
export function workerCount(): () => number | undefined {
  if (!cluster.isWorker) return () => 1;
  let count: number | undefined;
  process.on('message', (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('adapterWorkers' in message)) return;
    count = Number(message.adapterWorkers);
  });
  return () => count;
}
