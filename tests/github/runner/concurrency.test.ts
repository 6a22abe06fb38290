import { describe, expect, test } from '@jest/globals';
import type { Run } from './run.ts';
import { tinyWorlds, type TinyWorld } from './tiny-world.ts';

const openTiny = tinyWorlds();
const WAIT = "{ run: 'echo ready; exec sleep 60' }";

async function started(world: TinyWorld): Promise<Run> {
  const run = await world.trigger({ event: 'push' });
  return await run.waitFor(() => run.jobs[0]?.log.includes('ready') ?? false);
}

describe('a concurrency group', () => {
  test('keeps one pending: the newest puts the one before it out', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs: { a: { runs-on: ubuntu-latest, concurrency: One, steps: [${WAIT}] } }
`,
    });
    const first = await started(world);
    const second = await world.trigger({ event: 'push' });
    await second.waitFor(() => second.jobs[0]?.status === 'pending');
    const third = await world.trigger({ event: 'push' });
    await second.settled();
    expect(second.job('a').annotations[0]?.message).toContain("higher priority waiting request for 'One'");
    expect(second.conclusion).toBe('cancelled');
    first.cancel();
    await third.waitFor(() => third.jobs[0]?.log.includes('ready') ?? false);
  });

  test('with queue: max keeps all, first come first served', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs: { a: { runs-on: ubuntu-latest, concurrency: { group: one, queue: max }, steps: [${WAIT}] } }
`,
    });
    const first = await started(world);
    const second = await world.trigger({ event: 'push' });
    await second.waitFor(() => second.jobs[0]?.status === 'pending');
    const third = await world.trigger({ event: 'push' });
    await third.waitFor(() => third.jobs[0]?.status === 'pending');
    first.cancel();
    await second.waitFor(() => second.jobs[0]?.log.includes('ready') ?? false);
    expect(third.job('a').status).toBe('pending');
    second.cancel();
    await third.waitFor(() => third.jobs[0]?.log.includes('ready') ?? false);
  });

  test('with cancel-in-progress ends the one that runs', async () => {
    const world = await openTiny({
      workflow: `
on: push
concurrency: { group: 'g-\${{ github.ref }}', cancel-in-progress: true }
jobs: { a: { runs-on: ubuntu-latest, steps: [${WAIT}] } }
`,
    });
    const first = await started(world);
    const second = await started(world);
    await first.settled();
    expect([first.conclusion, second.status]).toEqual(['cancelled', 'in_progress']);
  });

  test('of a workflow is held by a run that waits for its approval, so that later runs have no job at all', async () => {
    const world = await openTiny({
      environments: { production: { needsReview: true } },
      workflow: `
on: push
concurrency: { group: all, queue: max }
jobs: { a: { runs-on: ubuntu-latest, environment: production, steps: [{ run: 'true' }] } }
`,
    });
    const first = await world.trigger({ event: 'push' });
    await first.waitFor(({ status }) => status === 'waiting');
    const second = await world.trigger({ event: 'push' });
    await second.waitFor(({ status }) => status === 'pending');
    expect(second.jobs).toEqual([]);
    world.server.review('production', true);
    await first.settled();
    await second.waitFor(({ status }) => status === 'waiting');
    world.server.review('production', false);
    expect((await second.settled()).conclusion).toBe('failure');
  });

  test('that a called workflow shares with its caller is a deadlock, and cancelled', async () => {
    const called = `
on: workflow_call
concurrency: 'g-\${{ github.workflow }}'
jobs: { inner: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] } }
`;
    const caller = `
on: push
name: outer
concurrency: 'g-\${{ github.workflow }}'
jobs: { call: { uses: ./.github/workflows/called.yml } }
`;
    const world = await openTiny({ workflow: { 'ci.yml': caller, 'called.yml': called } });
    expect((await world.push()).conclusion).toBe('cancelled');
  });
});
