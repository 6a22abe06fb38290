import { expect, it, jest } from '@jest/globals';
import { benches } from './bench.ts';

jest.setTimeout(180_000);

const openBench = benches();

it('deploys to a host that the job itself is, and records it', async () => {
  const bench = await openBench();
  const first = await bench.release('good');
  const ending = await bench.deploy(first);
  console.log(ending.log, ending.summary, ending.outputs);
  expect(ending).toMatchObject({ exitCode: 0, outputs: { outcome: 'deployed', live: first.release.id } });
  expect(bench.record()).toEqual([`deploy ${first.release.id}: in_progress success`]);
  const after = await ending.post();
  console.log(after.log);
  expect(after.exitCode).toBe(0);
});
