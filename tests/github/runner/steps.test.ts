import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Run } from './run.ts';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();

async function runSteps(
  steps: string,
  wish: { secrets?: Record<string, string>; files?: Record<string, string> } = {},
): Promise<Run> {
  const indented = steps.replaceAll('\n', '\n      ');
  const world = await openTiny({
    ...wish,
    workflow: `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: { out: '\${{ steps.out.outputs.out }}' }
    steps:
      ${indented}
`,
  });
  return await world.push();
}

describe('a script', () => {
  test('fails for a broken pipe only where it names bash as its shell', async () => {
    const run = await runSteps(`
- { id: plain, run: "false | true" }
- { id: named, run: "false | true", shell: bash, continue-on-error: true }
- run: test "\${{ steps.plain.outcome }} \${{ steps.named.outcome }} \${{ steps.named.conclusion }}" = "success failure success"`);
    expect(run.conclusion).toBe('success');
  });

  test('stops at the first line that fails', async () => {
    const run = await runSteps(`
- run: |
    false
    echo went on`);
    expect(run.conclusion).toBe('failure');
    expect(run.job('a').log).not.toContain('went on');
  });

  test('finds nothing of the environment of whoever runs the test', async () => {
    process.env['PLANTED_BY_THE_TEST'] = 'planted';
    try {
      const run = await runSteps(`
- id: out
  run: env | sort; echo "out=\${PLANTED_BY_THE_TEST-none} $HOME" >> "$GITHUB_OUTPUT"`);
      const { outputs, log } = run.job('a');
      expect(outputs['out']).toMatch(/^none .*\/home$/);
      expect(outputs['out']).not.toContain(process.env['HOME'] ?? '-');
      const names = log
        .map((line) => line.split('=')[0])
        .filter((name) => !/^(GITHUB|RUNNER)_/.test(name ?? ''));
      expect(names).toEqual(['CI', 'HOME', 'LANG', 'PATH', 'PWD', 'SHLVL', '_']);
    } finally {
      delete process.env['PLANTED_BY_THE_TEST'];
    }
  });

  test('runs on Node.js 24', async () => {
    const run = await runSteps(`[{ run: 'node --version | grep "^v24"' }]`);
    expect(run.conclusion).toBe('success');
  });

  test('fails when it is over its time', async () => {
    const world = await openTiny({
      minute: 300,
      workflow: `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps: [{ id: slow, timeout-minutes: 1, run: exec sleep 60 }, { if: failure(), run: 'echo "\${{ steps.slow.outcome }}"' }]
`,
    });
    const run = await world.push();
    expect(run.conclusion).toBe('failure');
    expect(run.job('a').log).toContain('failure');
  });
});

describe('what a step writes for later ones', () => {
  test('are outputs of one and of many lines, variables and folders of PATH', async () => {
    const run = await runSteps(`
- id: first
  run: |
    printf 'one=1\\nmany<<END\\na=b\\nc\\nEND\\n' >> "$GITHUB_OUTPUT"
    echo "SET=by env" >> "$GITHUB_ENV"
    mkdir bin; printf '#!/bin/sh\\necho found\\n' > bin/planted; chmod +x bin/planted
    echo "$PWD/bin" >> "$GITHUB_PATH"
- id: out
  env: { MANY: '\${{ steps.first.outputs.many }}' }
  run: echo "out=$MANY|$SET|\${{ env.SET }}|$(planted)" | tr '\\n' ' ' >> "$GITHUB_OUTPUT"`);
    expect(run.job('a').outputs['out']).toBe('a=b c|by env|by env|found ');
  });

  test.each([
    ['a line without =', 'echo nonsense >> "$GITHUB_OUTPUT"', "Invalid format 'nonsense'"],
    [
      'a delimiter that never comes',
      `printf 'x<<END\\nvalue\\n' >> "$GITHUB_OUTPUT"`,
      "Matching delimiter not found 'END'",
    ],
    ['NODE_OPTIONS', 'echo "NODE_OPTIONS=--inspect" >> "$GITHUB_ENV"', "Can't store NODE_OPTIONS"],
  ])('fails the step for %s', async (_, script, message) => {
    const run = await runSteps(`- run: |\n    ${script}`);
    expect(run.conclusion).toBe('failure');
    expect(
      run
        .job('a')
        .annotations.map((each) => each.message)
        .join(),
    ).toContain(message);
  });

  test('is dropped with an error, and the job stays green, where a summary is over 1 MiB', async () => {
    const run = await runSteps(`
- run: head -c 1100000 /dev/zero | tr '\\0' x >> "$GITHUB_STEP_SUMMARY"
- run: echo "## Small" >> "$GITHUB_STEP_SUMMARY"`);
    expect(run.conclusion).toBe('success');
    expect(run.job('a').summary).toBe('## Small\n');
    expect(run.job('a').annotations[0]?.message).toContain('upload aborted');
  });
});

describe('secrets', () => {
  test('are masked in logs, annotations and summaries, and keep a job’s output back', async () => {
    const secret = randomBytes(12).toString('hex');
    const run = await runSteps(
      `
- id: out
  env: { SECRET: '\${{ secrets.SECRET }}' }
  run: |
    echo "it is $SECRET, in base64 $(printf %s "$SECRET" | base64)"
    echo "::error::$SECRET"
    echo "$SECRET" >> "$GITHUB_STEP_SUMMARY"
    echo "out=a $SECRET" >> "$GITHUB_OUTPUT"`,
      { secrets: { SECRET: secret } },
    );
    const job = run.job('a');
    expect(job.log).toContain('it is ***, in base64 ***');
    expect(job.summary).toBe('***\n');
    expect(job.outputs).toEqual({});
    expect(job.annotations.map(({ message }) => message)).toEqual([
      '***',
      "Skip output 'out' since it may contain secret.",
    ]);
  });

  test('are also what add-mask names, line by line', async () => {
    const run = await runSteps(`- run: |
    echo "::add-mask::first%0Asecond"
    echo "first and second"`);
    expect(run.job('a').log).toContain('*** and ***');
  });

  test('is the token of the job, which has its permissions and is void afterwards', async () => {
    const world = await openTiny({
      workflow: `
on: push
permissions: { contents: read }
jobs:
  a: { runs-on: ubuntu-latest, permissions: { deployments: write }, steps: [{ run: 'echo "\${{ github.token }}"; touch here; while [ -e here ]; do sleep 0.05; done' }] }
`,
    });
    const run = await world.trigger({ event: 'push' });
    await run.waitFor(() => world.server.tokens.size === 1 && run.job('a').log.length > 0);
    expect([...world.server.tokens.values()]).toEqual([{ deployments: 'write' }]);
    expect(run.job('a').log).toEqual(['***']);
    run.cancel();
    await run.settled();
    expect(world.server.tokens.size).toBe(0);
  });
});

describe('commands in what a step prints', () => {
  test('are annotations with their place, ten of a kind in a step', async () => {
    const run = await runSteps(`- run: |
    for i in $(seq 12); do echo "::warning file=a.ts,line=$i::Number $i%2C"; done
    echo "::notice title=Hello::there"`);
    const { annotations } = run.job('a');
    expect(annotations).toHaveLength(11);
    expect(annotations[0]).toEqual({
      level: 'warning',
      message: 'Number 1,',
      properties: { file: 'a.ts', line: '1' },
    });
  });

  test('are not obeyed between stop-commands and its token', async () => {
    const run = await runSteps(`- run: |
    echo "::stop-commands::pause-here"
    echo "::error::not one"
    echo "::pause-here::"
    echo "::error::one"`);
    expect(run.job('a').annotations.map(({ message }) => message)).toEqual(['one']);
  });
});

const JAVASCRIPT = {
  'greet/action.yml': `
name: Greet
description: Greets.
inputs:
  who: { description: Whom, default: 'world at \${{ github.ref_name }}' }
  some one: { description: With a space, required: true }
outputs: { said: { description: What } }
runs: { using: node24, main: ../dist/main.mjs, post: ../dist/post.mjs, post-if: always() }
`,
  'dist/main.mjs': `
import { appendFileSync } from 'node:fs';
const { env } = process;
appendFileSync(env.GITHUB_OUTPUT, 'said=' + env.INPUT_WHO + '|' + (env.INPUT_SOME_ONE ?? 'none') + '|' + (env.ACTIONS_RUNTIME_TOKEN ? 'token' : '') + '\\n');
appendFileSync(env.GITHUB_STATE, 'seen=main was here\\n');
if (env.INPUT_WHO === 'nobody') process.exit(1);
`,
  'dist/post.mjs': `console.log('post: ' + process.env.STATE_seen);`,
};

const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1';

describe('an action', () => {
  test('in JavaScript has its inputs, its outputs, its state and its post, even after a failure', async () => {
    const run = await runSteps(
      `
- uses: ${CHECKOUT}
- { id: out, uses: ./greet }
- { id: greet, uses: ./greet, with: { who: nobody, unknown: 1 }, continue-on-error: true }
- run: echo "\${{ steps.out.outputs.said }} and \${{ steps.greet.outputs.said }}"
- run: exit 1`,
      { files: JAVASCRIPT },
    );
    const { log, steps } = run.job('a');
    expect(log).toContain('world at main||token and nobody||token');
    expect(log.filter((line) => line === 'post: main was here')).toHaveLength(2);
    expect(steps.slice(-2).map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['Post Run ./greet', 'success'],
      ['Post Run ./greet', 'success'],
    ]);
  });

  test('that is composed of steps sees its inputs, and neither secrets nor what its caller’s defaults say', async () => {
    const run = await runSteps(
      `
- uses: ${CHECKOUT}
- id: out
  uses: ./compose
  with: { word: hello }
- run: echo "after \${{ steps.out.outputs.result }}"`,
      {
        files: {
          'compose/action.yml': `
name: Compose
description: Composes.
inputs: { word: { description: A word } }
outputs: { result: { description: It, value: '\${{ steps.inner.outputs.word }}' } }
runs:
  using: composite
  steps:
    - { id: inner, shell: bash, run: 'echo "word=\${{ inputs.word }} in $(basename "$GITHUB_ACTION_PATH") \${INPUT_WORD-none}" >> "$GITHUB_OUTPUT"' }
    - { shell: bash, run: exit 1, continue-on-error: true }
`,
        },
      },
    );
    expect(run.conclusion).toBe('success');
    expect(run.job('a').log).toContain('after hello in compose none');
  });

  test('that is local is not there without a checkout, unless it begins with $/', async () => {
    const run = await runSteps(
      `
- { id: out, uses: ./greet, continue-on-error: true }
- { id: own, uses: $/greet }
- run: echo "\${{ steps.out.outcome }} \${{ steps.own.outputs.said }}"`,
      { files: JAVASCRIPT },
    );
    const { log, annotations } = run.job('a');
    expect(log).toContain('failure world at main||token');
    expect(annotations[0]?.message).toContain('Did you forget to run actions/checkout');
  });

  test.each([
    ['is not pinned', 'actions/checkout@v7', 'is not pinned'],
    ['nothing stands in for', `octo/other@${'a'.repeat(40)}`, 'Nothing stands in for octo/other'],
  ])('of somebody else fails where it %s', async (_, uses, message) => {
    const run = await runSteps(`- uses: ${uses}`);
    expect(run.conclusion).toBe('failure');
    expect(run.job('a').annotations[0]?.message).toContain(message);
  });
});

test('keeps every quote of a script that has an expression in it', async () => {
  const run = await runSteps(`- run: printf '%s|' 'a b' 'c d' '\${{ github.ref_name }}' "\${x:-none}{}"`);
  expect(run.job('a').log).toEqual(['a b|c d|main|none{}|']);
});
