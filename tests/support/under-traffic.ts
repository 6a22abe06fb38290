import { expect } from '@jest/globals';
import { StrictClient, type Failure } from './strict-client.ts';
import type { Workbench } from './workbench.ts';

/** Does the work while strict clients ask the first environment: none of their requests may fail but those named. */
export async function underTraffic<Result>(
  bench: Workbench,
  work: () => Promise<Result>,
  mayFail: (failure: Failure) => boolean = () => false,
): Promise<Result> {
  const clients = new StrictClient(`http://127.0.0.1:${bench.portBase}`);
  const result = await work().catch(async (error: unknown) => {
    await clients.stop();
    throw error;
  });
  const { asked, failures } = await clients.stop();
  expect(failures.filter((failure) => !mayFail(failure))).toEqual([]);
  expect(asked).toBeGreaterThan(0);
  return result;
}
