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
});
