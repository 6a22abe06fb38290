import { expect } from '@jest/globals';
import { StrictClient } from './strict-client.ts';
import type { Workbench } from './workbench.ts';

/** Does the work while strict clients ask the first environment: not one of their requests may fail. */
export async function underTraffic<Result>(bench: Workbench, work: () => Promise<Result>): Promise<Result> {
  const clients = new StrictClient(`http://127.0.0.1:${bench.portBase}`);
  const result = await work().catch(async (error: unknown) => {
    await clients.stop();
    throw error;
  });
  const { asked, failures } = await clients.stop();
  expect(failures).toEqual([]);
  expect(asked).toBeGreaterThan(0);
  return result;
}
