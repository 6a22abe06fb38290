import cluster, { type Worker } from 'node:cluster';
import type { Logger } from 'pino';
import type { PrimaryMessage } from './messages.ts';
import { afterDeath } from './restart-policy.ts';
import { indexVariable } from './worker-identity.ts';

/** A worker that served this long was well; the waiting times begin anew after it. */
const WELL_AFTER_MS = 10_000;

interface Member {
  readonly index: number;
  listeningSince: number | undefined;
}

/** The workers of this primary: as many as asked for, each replaced when it dies, until they are told to stop. */
export class WorkerFleet {
  readonly #log: Logger;
  readonly #members = new Map<Worker, Member>();
  readonly #restarts = new Set<NodeJS.Timeout>();
  readonly #ended = Promise.withResolvers<number>();
  #deathsInARow = 0;
  #hasAnyEverListened = false;
  #isStopping = false;
  #exitCode = 0;

  constructor(facts: { readonly count: number; readonly log: Logger }) {
    this.#log = facts.log;
    cluster.on('listening', (worker) => {
      this.#noteListening(worker);
    });
    cluster.on('exit', (worker, code, signal) => {
      this.#noteDeath(worker, { code, signal });
    });
    for (let index = 0; index < facts.count; index += 1) this.#fork(index);
  }

  /** Resolves with the exit code that the service should end with, once no worker is left. */
  get ended(): Promise<number> {
    return this.#ended.promise;
  }

  /** Tells every worker to drain; those that are still there after `withinMs` are killed, and the code is 1. */
  stop(withinMs: number): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    for (const restart of this.#restarts) clearTimeout(restart);
    const order: PrimaryMessage = { assistant: 'drain' };
    for (const worker of this.#members.keys()) worker.send(order);
    setTimeout(() => {
      this.#exitCode = 1;
      for (const worker of this.#members.keys()) worker.process.kill('SIGKILL');
    }, withinMs).unref();
    this.#endWhenEmpty();
  }

  #fork(index: number): void {
    const worker = cluster.fork(indexVariable(index));
    // A message to a worker that dies meanwhile; its death is noted by itself.
    worker.on('error', () => undefined);
    this.#members.set(worker, { index, listeningSince: undefined });
  }

  #noteListening(worker: Worker): void {
    const member = this.#members.get(worker);
    if (member === undefined) return;
    member.listeningSince = performance.now();
    this.#hasAnyEverListened = true;
  }

  #noteDeath(worker: Worker, end: { readonly code: number | null; readonly signal: string | null }): void {
    const member = this.#members.get(worker);
    this.#members.delete(worker);
    if (member === undefined) return;
    if (this.#isStopping) {
      if (end.code !== 0) this.#exitCode = 1;
      this.#endWhenEmpty();
      return;
    }
    this.#log.error({ worker: member.index, pid: worker.process.pid, ...end }, 'A worker died');
    this.#replace(member);
  }

  #replace({ index, listeningSince }: Member): void {
    const wasWell = listeningSince !== undefined && performance.now() - listeningSince > WELL_AFTER_MS;
    this.#deathsInARow = wasWell ? 1 : this.#deathsInARow + 1;
    const next = afterDeath({
      deathsInARow: this.#deathsInARow,
      hasAnyEverListened: this.#hasAnyEverListened,
    });
    if (next.kind === 'give-up') {
      this.#log.fatal({ deaths: this.#deathsInARow }, 'No worker ever listened: giving up');
      this.#exitCode = 1;
      this.stop(0);
      return;
    }
    const restart = setTimeout(() => {
      this.#restarts.delete(restart);
      this.#fork(index);
    }, next.afterMs);
    this.#restarts.add(restart);
  }

  #endWhenEmpty(): void {
    if (this.#members.size === 0) this.#ended.resolve(this.#exitCode);
  }
}
