import { describe, expect, test } from '@jest/globals';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();

function conclusions(
  jobs: readonly { id: string; conclusion: string | null }[],
): Record<string, string | null> {
  return Object.fromEntries(jobs.map(({ id, conclusion }) => [id, conclusion]));
}

describe('a graph of jobs', () => {
  test('hands outputs on to those that need them', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs:
  one:
    runs-on: ubuntu-latest
    outputs: { said: '\${{ steps.say.outputs.said }}' }
    steps:
      - id: say
        run: echo "said=hello" >> "$GITHUB_OUTPUT"
  two:
    needs: one
    runs-on: ubuntu-latest
    outputs: { heard: '\${{ steps.hear.outputs.heard }}' }
    steps:
      - id: hear
        env: { SAID: '\${{ needs.one.outputs.said }}' }
        run: echo "heard=$SAID $CI $GITHUB_REF" >> "$GITHUB_OUTPUT"
`,
    });
    const run = await world.push();
    expect(run.conclusion).toBe('success');
    expect(run.job('two').outputs).toEqual({ heard: 'hello true refs/heads/main' });
  });

  test('leaves out, by the implicit success(), what has a skipped ancestor however far up', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs:
  a: { runs-on: ubuntu-latest, if: false, steps: [{ run: 'true' }] }
  b: { runs-on: ubuntu-latest, needs: a, if: always(), steps: [{ run: 'true' }] }
  c: { runs-on: ubuntu-latest, needs: b, steps: [{ run: 'true' }] }
  d: { runs-on: ubuntu-latest, needs: b, if: "!cancelled() && needs.b.result == 'success'", steps: [{ run: 'true' }] }
`,
    });
    const run = await world.push();
    expect(conclusions(run.jobs)).toEqual({ a: 'skipped', b: 'success', c: 'skipped', d: 'success' });
    expect(run.conclusion).toBe('success');
  });

  test('runs failure() and always() after a failure, of any ancestor', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs:
  a: { runs-on: ubuntu-latest, steps: [{ run: exit 3 }] }
  b: { runs-on: ubuntu-latest, needs: a, steps: [{ run: 'true' }] }
  c: { runs-on: ubuntu-latest, needs: b, if: failure(), steps: [{ run: 'true' }] }
  d: { runs-on: ubuntu-latest, needs: [a, b], if: always(), steps: [{ run: 'test "\${{ needs.a.result }} \${{ needs.b.result }}" = "failure skipped"' }] }
`,
    });
    const run = await world.push();
    expect(conclusions(run.jobs)).toEqual({ a: 'failure', b: 'skipped', c: 'success', d: 'success' });
    expect(run.conclusion).toBe('failure');
    expect(run.job('a').annotations).toMatchObject([{ message: 'Process completed with exit code 3.' }]);
  });

  test('makes a job of every combination of a matrix, and ends the others when one fails', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    strategy: { matrix: { system: [good, bad], exclude: [{ system: none }] } }
    steps:
      - run: '[ "\${{ matrix.system }}" = good ] && exec sleep 60 || exit 1'
  free:
    runs-on: ubuntu-latest
    strategy: { fail-fast: false, max-parallel: 1, matrix: { n: [1, 2, 3], include: [{ n: 3, last: yes }] } }
    outputs: { n: '\${{ steps.n.outputs.n }}' }
    steps:
      - id: n
        run: echo "n=\${{ matrix.n }}\${{ matrix.last }}" >> "$GITHUB_OUTPUT"; test "\${{ matrix.n }}" != 1
  after: { needs: free, if: always(), runs-on: ubuntu-latest, steps: [{ run: 'test "\${{ needs.free.result }} \${{ needs.free.outputs.n }}" = "failure 3yes"' }] }
`,
    });
    const run = await world.push();
    expect(
      run.jobs.filter(({ id }) => id === 'build').map(({ name, conclusion }) => [name, conclusion]),
    ).toEqual([
      ['build (good)', 'cancelled'],
      ['build (bad)', 'failure'],
    ]);
    expect(run.jobs.filter(({ id }) => id === 'free').map(({ conclusion }) => conclusion)).toEqual([
      'failure',
      'success',
      'success',
    ]);
    expect(run.job('after').conclusion).toBe('success');
  });

  test('takes a job that may fail for a success, though its own page says failure', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs:
  a: { runs-on: ubuntu-latest, continue-on-error: true, steps: [{ run: exit 1 }] }
  b: { needs: a, runs-on: ubuntu-latest, steps: [{ run: 'test "\${{ needs.a.result }}" = success' }] }
`,
    });
    const run = await world.push();
    expect(conclusions(run.jobs)).toEqual({ a: 'failure', b: 'success' });
    expect(run.conclusion).toBe('success');
  });

  test('cancels a job that is over its time, so that neither success() nor failure() holds after it', async () => {
    const world = await openTiny({
      minute: 300,
      workflow: `
on: push
jobs:
  slow:
    runs-on: ubuntu-latest
    timeout-minutes: 1
    steps: [{ run: exec sleep 60 }, { if: always(), run: echo cleaned up }, { if: failure(), run: echo never }]
  undo: { needs: slow, if: failure(), runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
  undo-rightly: { needs: slow, if: "always() && needs.slow.result != 'success'", runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
`,
    });
    const run = await world.push();
    expect(conclusions(run.jobs)).toEqual({ slow: 'cancelled', undo: 'skipped', 'undo-rightly': 'success' });
    expect(run.job('slow').log).toContain('cleaned up');
    expect(run.job('slow').log).not.toContain('never');
  });

  test('starts nothing where the file is wrong, and says why', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs:
  a: { runs-on: ubuntu-latest, if: "secrets.x == ''", steps: [{ run: 'true' }] }
`,
    });
    const run = await (await world.trigger({ event: 'push', workflow: 'ci.yml' })).settled();
    expect(run.conclusion).toBe('startup_failure');
    expect(run.problems.join()).toContain("Unrecognized named-value: 'secrets'");
    expect(run.jobs).toEqual([]);
  });
});
