import { describe, expect, test } from '@jest/globals';
import { commitFiles } from './commit-files.ts';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();
const JOBS = "jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] } }";

describe('`on`', () => {
  test.each([
    ['{ push: { branches: [main, "release/**"] } }', 'refs/heads/release/1/x', true],
    ['{ push: { branches: ["release/*"] } }', 'refs/heads/release/1/x', false],
    ['{ push: { branches: ["**", "!old/**"] } }', 'refs/heads/old/a', false],
    ['{ push: { branches-ignore: [main] } }', 'refs/heads/main', false],
    ['{ push: { branches: [main] } }', 'refs/tags/v1.0.0', false],
    ['{ push: { tags: ["v*"] } }', 'refs/tags/v1.0.0', true],
    ['{ push: { tags: ["v*"] } }', 'refs/heads/main', false],
    ['push', 'refs/heads/any', true],
    ['{ push: { paths: ["docs/**"] } }', 'refs/heads/main', false],
    ['{ push: { paths: ["*.md"] } }', 'refs/heads/main', true],
    ['{ push: { paths-ignore: ["*.md"] } }', 'refs/heads/main', false],
    ['pull_request', 'refs/heads/main', false],
  ])('%s and a push to %s: %s', async (on, ref, isWanted) => {
    const world = await openTiny({ workflow: `\non: ${on}\n${JOBS}\n` });
    const sha = await commitFiles(world.repository, { 'README.md': 'Changed.\n' });
    const runs = await world.triggerAll({ event: 'push', ref, sha });
    expect(runs).toHaveLength(isWanted ? 1 : 0);
  });

  test('a pull request counts by its base, and by default when it is opened or changed', async () => {
    const world = await openTiny({ workflow: `\non: { pull_request: { branches: [main] } }\n${JOBS}\n` });
    const sha = await commitFiles(world.repository, { 'a.txt': 'a' });
    const count = async (action: string, base: string): Promise<number> => {
      const payload = { action, pull_request: { base: { ref: base }, head: { ref: 'topic' } } };
      return (await world.triggerAll({ event: 'pull_request', ref: 'refs/pull/1/merge', sha, payload }))
        .length;
    };
    expect([
      await count('opened', 'main'),
      await count('closed', 'main'),
      await count('opened', 'old'),
    ]).toEqual([1, 0, 0]);
  });

  test('a comment or a time starts it as it is on the default branch', async () => {
    const world = await openTiny({
      workflow: `\non: { issue_comment: { types: [edited] }, schedule: [{ cron: '0 3 * * *' }] }\n${JOBS}\n`,
    });
    const count = async (event: string, action?: string): Promise<number> =>
      (await world.triggerAll({ event, payload: action === undefined ? {} : { action } })).length;
    expect([
      await count('issue_comment', 'created'),
      await count('issue_comment', 'edited'),
      await count('schedule'),
    ]).toEqual([0, 1, 1]);
  });
});

describe('a dispatch', () => {
  const workflow = `
on:
  workflow_dispatch:
    inputs:
      place: { type: choice, options: [staging, production], required: true }
      force: { type: boolean }
      count: { type: number, default: 3 }
jobs:
  a: { runs-on: ubuntu-latest, steps: [{ run: 'echo "\${{ inputs.place }} \${{ inputs.force == true }} \${{ inputs.count }}"; cat "$GITHUB_EVENT_PATH" | grep -o "\\"force\\":[^,}]*"' }] }
`;

  test('has typed inputs, and texts in the event', async () => {
    const world = await openTiny({ workflow });
    const run = await world.trigger({
      event: 'workflow_dispatch',
      inputs: { place: 'staging', force: true },
    });
    expect((await run.settled()).job('a').log).toEqual(['staging true 3', '"force":"true"']);
  });

  test.each([
    ['a value that is no choice', { place: 'prodution' }],
    ['an input that it has not', { place: 'staging', plaice: 'x' }],
    ['a missing one', {}],
  ])('is refused for %s', async (_, inputs) => {
    const world = await openTiny({ workflow });
    await expect(world.trigger({ event: 'workflow_dispatch', inputs })).rejects.toThrow(/nput/);
    expect(world.server.runs).toEqual([]);
  });
});
