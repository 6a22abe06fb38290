import { z } from 'zod';

const fromPrimary = z.discriminatedUnion('assistant', [
  z.object({ assistant: z.literal('drain') }),
  z.object({ assistant: z.literal('metrics'), question: z.number(), text: z.string().nullable() }),
]);

const fromWorker = z.object({ assistant: z.literal('metrics-wanted'), question: z.number() });

/** What the primary tells a worker. `text` is `null` when a worker did not give its share. */
export type PrimaryMessage = z.output<typeof fromPrimary>;
export type WorkerMessage = z.output<typeof fromWorker>;

/** `undefined` for the messages of others: the rate limit's store and the metrics library use the same channel. */
export function asPrimaryMessage(message: unknown): PrimaryMessage | undefined {
  return fromPrimary.safeParse(message).data;
}

export function asWorkerMessage(message: unknown): WorkerMessage | undefined {
  return fromWorker.safeParse(message).data;
}
