import { z } from 'zod';
import type { Release } from '../release/release.ts';

const TIMEOUT_MS = 5000;
const healthSchema = z.object({ release: z.object({ id: z.string(), digest: z.string() }) });

/** Whether a user of the environment's address is served by the release: the last look before the confirmation. */
export async function servesThroughTheFront(url: string, release: Release): Promise<boolean> {
  const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const health = healthSchema.parse(await answer.json());
  return health.release.id === release.id && health.release.digest === release.digest;
}
