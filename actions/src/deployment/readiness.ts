import { z } from 'zod';
import { messageOf } from '../errors.ts';
import type { Instance } from '../host/layout.ts';
import type { Clock } from '../ports/clock.ts';
import { isUnasked, type Network } from '../ports/network.ts';
import { StepFailed } from './failure.ts';

const readySchema = z.object({
  status: z.literal('ready'),
  releaseId: z.string(),
  digest: z.string(),
  configHash: z.string(),
  worker: z.object({ pid: z.int(), index: z.int(), count: z.int().positive() }),
});

export interface Workers {
  /** Process ids, one a worker. */
  readonly pids: ReadonlySet<number>;
  readonly count: number;
}

const POLL_MS = 50;
const ANSWER_MS = 2000;
/** How often in a row each worker must say it is ready: once may be luck. */
const ROUNDS = 2;

export type ReadyAnswer =
  | { readonly kind: 'ready'; readonly worker: { pid: number; index: number; count: number } }
  | { readonly kind: 'impostor'; readonly message: string }
  | { readonly kind: 'not-ready'; readonly message: string }
  /** Why it could not be asked, which says nothing of it. */
  | { readonly kind: 'unasked'; readonly error: Error };

/** One answer of one worker: is it ready, and is it what we started? */
export async function askReady(network: Network, instance: Instance): Promise<ReadyAnswer> {
  try {
    const answer = await network.ask({
      at: { socketPath: instance.socketPath },
      path: '/health/ready',
      timeoutMs: ANSWER_MS,
    });
    if (answer.status !== 200)
      return { kind: 'not-ready', message: `/health/ready answers ${answer.status}` };
    return identified(instance, answer.body);
  } catch (error) {
    if (isUnasked(error)) return { kind: 'unasked', error };
    return { kind: 'not-ready', message: `/health/ready does not answer: ${messageOf(error)}` };
  }
}

/** Whether whoever answers first is ready, and is what we started. */
export async function isReady(network: Network, instance: Instance): Promise<boolean> {
  return (await askReady(network, instance)).kind === 'ready';
}

/**
 * Waits until every worker of the instance was ready, as the release and configuration that it should be, several
 * times in a row; `givesUp` may end the waiting early. A unix socket's workers take connections in turn (node:cluster), so asking often meets them all.
 */
export async function proveEveryWorker(
  ports: { network: Network; clock: Clock },
  instance: Instance,
  { withinMs, givesUp }: { withinMs: number; givesUp?: () => Promise<StepFailed | undefined> },
): Promise<Workers> {
  const deadline = ports.clock.monotonic() + withinMs;
  const readyInARow = new Map<number, number>();
  let last = 'it never answered';
  let unasked: Error | undefined;
  let count = 1;
  while (ports.clock.monotonic() < deadline) {
    const answer = await askReady(ports.network, instance);
    unasked = answer.kind === 'unasked' ? answer.error : undefined;
    if (answer.kind === 'impostor') throw new StepFailed({ code: 'identity-wrong', summary: answer.message });
    if (answer.kind === 'ready') {
      const { pid } = answer.worker;
      count = answer.worker.count;
      readyInARow.set(pid, (readyInARow.get(pid) ?? 0) + 1);
      if (allReady(readyInARow, count)) return { pids: new Set(readyInARow.keys()), count };
    } else {
      if (answer.kind === 'not-ready') last = answer.message;
      readyInARow.clear();
      const reason = await givesUp?.();
      if (reason !== undefined) throw reason;
      await ports.clock.sleep(POLL_MS);
    }
  }
  if (unasked !== undefined) throw unasked;
  throw new StepFailed({
    code: 'not-ready',
    summary:
      `Expected ${instance.served.release.id} to be ready on every worker within ${withinMs / 1000} s; ` +
      `${readyInARow.size} of ${count} were at the end (${last}).`,
  });
}

function allReady(readyInARow: ReadonlyMap<number, number>, count: number): boolean {
  const steady = [...readyInARow.values()].filter((times) => times >= ROUNDS);
  return steady.length === readyInARow.size && steady.length >= count;
}

function identified({ served }: Instance, body: string): ReadyAnswer {
  const ready = readySchema.safeParse(parseJson(body));
  if (!ready.success) return { kind: 'not-ready', message: '/health/ready gives an answer of another form' };
  const { releaseId, digest, configHash, worker } = ready.data;
  const { release } = served;
  if (releaseId !== release.id || digest !== release.digest) {
    return { kind: 'impostor', message: `Expected release ${release.id} to answer; ${releaseId} did.` };
  }
  if (configHash !== served.configHash) {
    return {
      kind: 'impostor',
      message: `Expected configuration ${served.configHash} of ${release.id}; found ${configHash}.`,
    };
  }
  return { kind: 'ready', worker };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
