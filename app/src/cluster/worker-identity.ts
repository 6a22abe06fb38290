import { z } from 'zod';

/** One worker of `count`; a worker that replaces a dead one has its index. */
export interface WorkerIdentity {
  readonly pid: number;
  readonly index: number;
  readonly count: number;
}

const INDEX_VARIABLE = 'ASSISTANT_WORKER_INDEX';

/** What the primary adds to the environment of the worker that it forks. */
export function indexVariable(index: number): Record<string, string> {
  return { [INDEX_VARIABLE]: String(index) };
}

export function identityOfThisWorker(count: number): WorkerIdentity {
  const index = z.coerce.number().int().nonnegative().parse(process.env[INDEX_VARIABLE]);
  return Object.freeze({ pid: process.pid, index, count });
}
