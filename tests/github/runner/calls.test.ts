import { describe, expect, test } from '@jest/globals';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();

const CALLED = `
on:
  workflow_call:
    inputs: { place: { type: string, required: true }, count: { type: number, default: 2 }, loud: { type: boolean } }
    secrets: { KEY: { required: true }, OTHER: {} }
    outputs: { told: { value: '\${{ jobs.inner.outputs.told }}' } }
env: { OWN: called }
jobs:
  inner:
    runs-on: ubuntu-latest
    environment: { name: '\${{ inputs.place }}', deployment: false }
    outputs: { told: '\${{ steps.tell.outputs.told }}' }
    steps:
      - id: tell
        env: { KEY: '\${{ secrets.KEY }}', OTHER: '\${{ secrets.OTHER }}' }
        run: |
          test "$KEY" = 'of staging'
          echo "told=\${{ inputs.count }} \${{ inputs.loud }} other=[\${#OTHER}] $OWN \${CALLERS-none} \${{ github.workflow }}" >> "$GITHUB_OUTPUT"
`;
const ENVIRONMENTS = { staging: { secrets: { KEY: 'of staging', OTHER: 'never passed' } } };

describe('a called workflow', () => {
  test('has typed inputs, the secrets that it was passed by name, and not its caller’s env', async () => {
    const world = await openTiny({
      environments: ENVIRONMENTS,
      workflow: {
        'called.yml': CALLED,
        'ci.yml': `
on: push
name: caller
env: { CALLERS: seen }
jobs:
  call:
    uses: ./.github/workflows/called.yml
    with: { place: staging }
    secrets: { KEY: '\${{ secrets.KEY }}' }
  after: { needs: call, runs-on: ubuntu-latest, steps: [{ run: 'echo "\${{ needs.call.outputs.told }}"' }] }
`,
      },
    });
    const run = await world.push();
    expect(run.jobs.map(({ id, name }) => [id, name])).toEqual([
      ['call.inner', 'call / inner'],
      ['after', 'after'],
    ]);
    expect(run.job('after').log).toEqual(['2 false other=[0] called none caller']);
  });

  test('hands all secrets down with inherit', async () => {
    const world = await openTiny({
      environments: ENVIRONMENTS,
      workflow: {
        'called.yml': CALLED,
        'ci.yml': `
on: push
jobs: { call: { uses: ./.github/workflows/called.yml, with: { place: staging, loud: true }, secrets: inherit } }
`,
      },
    });
    const run = await world.push();
    expect(run.job('call.inner').outputs['told']).toContain('2 true other=[12]');
  });

  test.each([
    ['a missing secret', 'with: { place: x }', "secret 'KEY' is required"],
    ['an unknown secret', "with: { place: x }, secrets: { KEY: '', NEW: '' }", "'NEW' is not defined"],
    ['a missing input', "secrets: { KEY: '' }", "input 'place' is required"],
    ['an unknown input', "with: { place: x, plaice: y }, secrets: { KEY: '' }", "Unexpected input 'plaice'"],
    [
      'an input of another type',
      "with: { place: x, count: many }, secrets: { KEY: '' }",
      "Input 'count' can't be",
    ],
  ])('keeps the run from starting for %s', async (_, given, message) => {
    const world = await openTiny({
      workflow: {
        'called.yml': CALLED,
        'ci.yml': `\non: push\njobs: { call: { uses: ./.github/workflows/called.yml, ${given} } }\n`,
      },
    });
    const run = await world.push();
    expect(run.conclusion).toBe('startup_failure');
    expect(run.problems.join()).toContain(message);
  });

  test('keeps the run from starting where it wants more permissions than its caller has', async () => {
    const called = `
on: workflow_call
jobs: { inner: { runs-on: ubuntu-latest, permissions: { deployments: write, contents: read }, steps: [{ run: 'true' }] } }
`;
    const caller = (permissions: string): string => `
on: push
permissions: {}
jobs: { call: { uses: ./.github/workflows/called.yml, permissions: ${permissions} } }
`;
    const refused = await openTiny({
      workflow: { 'called.yml': called, 'ci.yml': caller('{ contents: write }') },
    });
    expect((await refused.push()).problems).toEqual([
      ".github/workflows/called.yml: the nested job 'inner' requests deployments: write, but is allowed none",
    ]);
    const allowed = await openTiny({
      workflow: { 'called.yml': called, 'ci.yml': caller('{ contents: read, deployments: write }') },
    });
    expect((await allowed.push()).conclusion).toBe('success');
  });

  test('makes the call fail when one of its jobs fails, and what waits for it is told so', async () => {
    const world = await openTiny({
      workflow: {
        'called.yml':
          "\non: workflow_call\njobs: { inner: { runs-on: ubuntu-latest, steps: [{ run: exit 1 }] }, other: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] } }\n",
        'ci.yml': `
on: push
jobs:
  call: { uses: ./.github/workflows/called.yml }
  undo: { needs: call, if: failure(), runs-on: ubuntu-latest, steps: [{ run: 'echo "\${{ needs.call.result }}"' }] }
`,
      },
    });
    const run = await world.push();
    expect(run.job('undo').log).toEqual(['failure']);
  });
});
