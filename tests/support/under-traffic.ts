import { expect } from '@jest/globals';
import { StrictClient, USUAL_ASKS, type Failure } from './strict-client.ts';
import type { Workbench } from './workbench.ts';

/** Does the work while strict clients ask the first environment: none of their requests may fail but those named. */
export async function underTraffic<Result>(
  bench: Workbench,
  work: () => Promise<Result>,
  mayFail: (failure: Failure) => boolean = () => false,
  asks = USUAL_ASKS,
): Promise<Result> {
  const clients = new StrictClient(`http://127.0.0.1:${bench.portBase}`, asks);
  const result = await work().catch(async (error: unknown) => {
    await clients.stop();
    throw error;
  });
  const { asked, failures } = await clients.stop();
  expect(failures.filter((failure) => !mayFail(failure))).toEqual([]);
  expect(asked).toBeGreaterThan(0);
  return result;
}
