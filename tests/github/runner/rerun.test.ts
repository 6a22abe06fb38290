import { describe, expect, test } from '@jest/globals';
import { commitFiles } from './commit-files.ts';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();

const WORKFLOW = `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: { attempt: '\${{ steps.a.outputs.attempt }}' }
    steps: [{ id: a, run: 'echo "attempt=$GITHUB_RUN_ATTEMPT" >> "$GITHUB_OUTPUT"' }]
  b:
    needs: a
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "\${{ needs.a.outputs.attempt }} $GITHUB_RUN_ATTEMPT $GITHUB_TRIGGERING_ACTOR $GITHUB_ACTOR"; test "$GITHUB_RUN_ATTEMPT" != 1' }]
  c: { needs: b, runs-on: ubuntu-latest, steps: [{ run: 'echo "$GITHUB_SHA"' }] }
`;

describe('running again', () => {
  test('what failed, with what depends on it, keeps the rest and its outputs, at the first commit', async () => {
    const world = await openTiny({ workflow: WORKFLOW });
    const run = await world.push();
    const sha = run.order.sha;
    expect(run.jobs.map(({ conclusion }) => conclusion)).toEqual(['success', 'failure', 'skipped']);
    await commitFiles(world.repository, { 'README.md': 'Newer.\n' });
    await (await run.rerun({ failedOnly: true, actor: 'ann' })).settled();
    expect(run.conclusion).toBe('success');
    expect(run.jobs.map(({ id, attempt }) => [id, attempt])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 2],
    ]);
    expect(run.job('b').log).toEqual(['1 2 ann olaf']);
    expect(run.job('c').log).toEqual([sha]);
  });

  test('everything runs everything', async () => {
    const world = await openTiny({ workflow: WORKFLOW });
    const run = await world.push();
    await (await run.rerun()).settled();
    expect(run.jobs.map(({ attempt }) => attempt)).toEqual([2, 2, 2]);
    expect(run.job('b').log).toEqual(['2 2 olaf olaf']);
  });

  test('what failed in a called workflow keeps its neighbour there', async () => {
    const world = await openTiny({
      workflow: {
        'called.yml': `
on: workflow_call
jobs:
  good: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
  bad: { runs-on: ubuntu-latest, steps: [{ run: 'test "$GITHUB_RUN_ATTEMPT" != 1' }] }
`,
        'ci.yml': `
on: push
jobs:
  call: { uses: ./.github/workflows/called.yml }
  after: { needs: call, runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
`,
      },
    });
    const run = await world.push();
    await (await run.rerun({ failedOnly: true })).settled();
    expect(run.jobs.map(({ id, attempt, conclusion }) => [id, attempt, conclusion]).sort()).toEqual([
      ['after', 2, 'success'],
      ['call.bad', 2, 'success'],
      ['call.good', 1, 'success'],
    ]);
  });

  test('keeps an output of the failed attempt that the new one does not set', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: { old: '\${{ steps.a.outputs.old }}' }
    steps: [{ id: a, run: 'test "$GITHUB_RUN_ATTEMPT" = 1 || exit 0; echo "old=stale" >> "$GITHUB_OUTPUT"; exit 1' }]
  b: { needs: a, runs-on: ubuntu-latest, steps: [{ run: 'echo "\${{ needs.a.outputs.old }}"' }] }
`,
    });
    const run = await world.push();
    await (await run.rerun({ failedOnly: true })).settled();
    expect(run.job('b').log).toEqual(['stale']);
  });
});
