import { readdir, readFile } from 'node:fs/promises';
import type { Case } from './case.ts';

const FOLDER = new URL('workflows/', import.meta.url);
/** Called by others. */
const PARTS = ['called.yml'];

/** A workflow for each group of rules that the runner for tests claims to follow. */
export async function ruleCases(): Promise<readonly Case[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.yml'));
  const texts = await Promise.all(
    names.map(async (name) => [`.github/workflows/${name}`, await readFile(new URL(name, FOLDER), 'utf8')]),
  );
  const files = { ...(Object.fromEntries(texts) as Record<string, string>), ...ACTIONS };
  return names
    .filter((name) => !PARTS.includes(name))
    .map((name) => ({ name, workflow: name, files, event: 'push', inputs: {}, standIns: {} }));
}

const ACTIONS = {
  'below/further/kept.txt': 'A folder needs a file.\n',
  '.github/actions/remember/action.yml': `
name: Remember
description: Says something now, and again at the end of the job.
inputs:
  who: { description: Whom, default: 'world at \${{ github.ref_name }}' }
outputs: { said: { description: What } }
runs: { using: node24, main: main.mjs, post: post.mjs, post-if: always() }
`,
  '.github/actions/remember/main.mjs': `
import { appendFileSync } from 'node:fs';
const { env } = process;
appendFileSync(env.GITHUB_OUTPUT, 'said=hello ' + env.INPUT_WHO + '\\n');
appendFileSync(env.GITHUB_STATE, 'seen=' + env.INPUT_WHO + ' was here\\n');
if (env.INPUT_WHO === 'nobody') process.exit(1);
`,
  '.github/actions/remember/post.mjs': `console.log('fact post: ' + process.env.STATE_seen);\n`,
  '.github/actions/look/action.yml': `
name: Look
description: Looks for its inputs in the environment.
inputs: { word: { description: A word } }
runs: { using: composite, steps: [{ shell: bash, run: 'echo "fact [\${INPUT_WORD-none}]"' }] }
`,
  '.github/actions/compose/action.yml': `
name: Compose
description: An action made of steps.
inputs: { word: { description: A word } }
outputs: { result: { description: It, value: '\${{ steps.inner.outputs.word }}' } }
runs:
  using: composite
  steps:
    - id: inner
      shell: bash
      run: echo "word=\${{ inputs.word }}" >> "$GITHUB_OUTPUT"
    - { shell: bash, if: "inputs.word == 'fail'", run: exit 1 }
    - { shell: bash, run: 'echo "fact composed \${{ inputs.word }}"' }
    - { shell: bash, if: failure(), run: 'echo "fact composed after a failure"' }
`,
};
