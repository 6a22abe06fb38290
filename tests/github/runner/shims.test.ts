import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();
const root = new URL('../../../', import.meta.url);
const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1';
const WORKFLOW = `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: ${CHECKOUT}
      - run: npm ci --no-fund --no-audit
      - run: ls -d node_modules/zod actions/dist/checklist.mjs; node -e 'import("zod").then(({ z }) => console.log(typeof z.object))'
`;

test('a checkout of this repository has its modules and bundles without installing them', async () => {
  const lock = await readFile(fileURLToPath(new URL('package-lock.json', root)), 'utf8');
  const manifest = await readFile(fileURLToPath(new URL('package.json', root)), 'utf8');
  const world = await openTiny({
    workflow: WORKFLOW,
    files: { 'package-lock.json': lock, 'package.json': manifest },
  });
  const { log } = (await world.push()).job('a');
  expect(log).toEqual([
    'added modules of this repository',
    'actions/dist/checklist.mjs',
    'node_modules/zod',
    'function',
  ]);
});

test('any other goes to the real npm', async () => {
  const lock = '{ "name": "shop", "lockfileVersion": 3, "packages": {} }';
  const world = await openTiny({
    workflow: WORKFLOW.replace('npm ci', 'npm ci --offline'),
    files: {
      'package-lock.json': lock,
      'package.json': '{ "name": "shop", "dependencies": { "zod": "4.6.7" } }',
    },
  });
  const run = await world.push();
  expect(run.conclusion).toBe('failure');
  expect(run.job('a').log.join('\n')).toContain('npm error');
});
