import type { RequestHandler } from 'express';
import type { WorkerIdentity } from './cluster/worker-identity.ts';

/** What a caller adds to every worker. Tests plant defects through it; the service itself adds nothing. */
export interface ServiceExtension {
  /** Runs before every route, `/health` included. */
  readonly middleware?: (worker: WorkerIdentity) => readonly RequestHandler[];
  /** Runs in each worker before it listens; a failure ends the worker. */
  readonly beforeListen?: (worker: WorkerIdentity) => Promise<void> | void;
  /** How long after the order to stop a worker may still work on its requests: 10 s. */
  readonly stopWithinMs?: number;
}
