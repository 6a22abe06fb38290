import { describe, expect, test } from '@jest/globals';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();

describe('an environment', () => {
  test('gives its secrets and variables to the job’s steps alone, not to what is decided before', async () => {
    const world = await openTiny({
      secrets: { KEY: 'of the repository' },
      environments: { staging: { secrets: { KEY: 'of staging' }, variables: { PLACE: 'here' } } },
      workflow: `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    name: in \${{ vars.PLACE || 'nowhere' }}
    environment: staging
    env: { KEY: '\${{ secrets.KEY }}' }
    steps: [{ run: 'test "$KEY \${{ vars.PLACE }}" = "of staging here"' }]
  b: { runs-on: ubuntu-latest, environment: staging, if: "vars.PLACE == 'here'", steps: [{ run: 'true' }] }
  c: { runs-on: ubuntu-latest, env: { KEY: '\${{ secrets.KEY }}' }, steps: [{ run: 'test "$KEY" = "of the repository"' }] }
`,
    });
    const run = await world.push();
    expect(run.jobs.map(({ name, conclusion }) => [name, conclusion]).sort()).toEqual([
      ['b', 'skipped'],
      ['c', 'success'],
      ['in nowhere', 'success'],
    ]);
  });

  test('that nobody knows is made, without protection', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs: { a: { runs-on: ubuntu-latest, environment: { name: prodution, deployment: false }, steps: [{ run: 'true' }] } }
`,
    });
    expect((await world.push()).conclusion).toBe('success');
    expect([...world.server.environments.keys()]).toEqual(['prodution']);
    expect(world.server.deployments).toEqual([]);
  });

  test('holds the job until it is approved, and then deploys under GitHub’s own record', async () => {
    const world = await openTiny({
      environments: { production: { needsReview: true } },
      workflow: `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    environment: { name: production, url: '\${{ steps.at.outputs.url }}' }
    steps: [{ id: at, run: 'echo "url=https://shop.example" >> "$GITHUB_OUTPUT"' }]
`,
    });
    const run = await world.trigger({ event: 'push' });
    await run.waitFor(({ status }) => status === 'waiting');
    expect(run.job('a').steps).toEqual([]);
    world.server.review('production', true);
    expect((await run.settled()).conclusion).toBe('success');
    expect(world.server.deployments).toEqual([
      { environment: 'production', conclusion: 'success', url: 'https://shop.example' },
    ]);
  });

  test('refuses a branch that its policy does not name, at once', async () => {
    const world = await openTiny({
      environments: { production: { refs: ['refs/heads/release'] } },
      workflow: `
on: push
jobs:
  a: { runs-on: ubuntu-latest, environment: production, steps: [{ run: echo began }] }
  b: { needs: a, runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
`,
    });
    const run = await world.push();
    expect(run.jobs.map(({ conclusion, log }) => [conclusion, log.length])).toEqual([
      ['failure', 0],
      ['skipped', 0],
    ]);
  });
});
