import { z } from 'zod';
import { systemClock } from '../ports/clock.ts';
import type { Release } from '../release/release.ts';

const WITHIN_MS = 5000;
const POLL_MS = 50;
const healthSchema = z.object({ release: z.object({ id: z.string(), digest: z.string() }) });

/**
 * Whether a user of the environment's address is served by the release: the last look before the confirmation. A front
 * that was killed is started again in a moment, which is waited for.
 */
export async function servesThroughTheFront(
  url: string,
  release: Release,
  withinMs = WITHIN_MS,
): Promise<boolean> {
  const answer = await askWithin(`${url}/health`, withinMs);
  const health = healthSchema.parse(await answer.json());
  return health.release.id === release.id && health.release.digest === release.digest;
}

async function askWithin(address: string, withinMs: number): Promise<Response> {
  const signal = AbortSignal.timeout(withinMs);
  const deadline = systemClock.monotonic() + withinMs;
  for (;;) {
    try {
      return await fetch(address, { signal });
    } catch (error) {
      // What fetch rejects with when there is no connection, or it is cut (https://fetch.spec.whatwg.org/#fetch-method).
      if (
        !(Error.isError(error) && error.name === 'TypeError') ||
        systemClock.monotonic() + POLL_MS > deadline
      )
        throw error;
    }
    await systemClock.sleep(POLL_MS);
  }
}
