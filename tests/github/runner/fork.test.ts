import { describe, expect, test } from '@jest/globals';
import { commitFiles } from './commit-files.ts';
import { tinyWorlds, type TinyWish } from './tiny-world.ts';
import type { Run } from './run.ts';

const openTiny = tinyWorlds();

/** A pull request’s own workflow runs, which may ask for whatever it likes. */
const GREEDY = {
  'ci.yml': `
on: pull_request
permissions: write-all
jobs:
  own:
    runs-on: ubuntu-latest
    environment: production
    steps: [{ run: 'echo "[$KEY]"', env: { KEY: '\${{ secrets.KEY }}' } }]
  call:
    uses: ./.github/workflows/called.yml
    secrets: { KEY: '\${{ secrets.KEY }}' }
`,
  'called.yml': `
on: { workflow_call: { secrets: { KEY: {} } } }
jobs:
  own:
    runs-on: ubuntu-latest
    environment: production
    steps: [{ run: 'echo "[$KEY]"', env: { KEY: '\${{ secrets.KEY }}' } }]
`,
};

async function opened(wish: Partial<TinyWish>, isFork: boolean): Promise<{ run: Run; levels: Set<string> }> {
  const levels = new Set<string>();
  const world = await openTiny({
    workflow: GREEDY,
    secrets: { KEY: 'of all' },
    environments: { production: { secrets: { KEY: 'of production' } } },
    ...wish,
  });
  const { server } = world;
  const ofToken = server.tokenFor.bind(server);
  server.tokenFor = (permissions) => {
    for (const level of Object.values(permissions)) levels.add(level);
    return ofToken(permissions);
  };
  const run = await world.trigger({
    event: 'pull_request',
    sha: await commitFiles(world.repository, { 'a.txt': 'a' }),
    ref: 'refs/pull/1/merge',
    payload: { action: 'opened', pull_request: { base: { ref: 'main' } } },
    isFork,
  });
  return { run: await run.settled(), levels };
}

describe('a pull request', () => {
  test('from a fork has no secret, of an environment neither, and a token that only reads', async () => {
    const { run, levels } = await opened({}, true);
    expect([run.conclusion, run.job('own').log, run.job('call.own').log]).toEqual([
      'success',
      ['[]'],
      ['[]'],
    ]);
    expect([...levels]).toEqual(['read']);
  });

  test('from the repository itself has them', async () => {
    const { run, levels } = await opened({}, false);
    expect([run.job('own').log, run.job('call.own').log]).toEqual([['[***]'], ['[***]']]);
    expect([...levels]).toEqual(['write']);
  });
});
