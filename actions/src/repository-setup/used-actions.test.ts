import { expect, it } from '@jest/globals';
import { sampleRepository } from '../adoption/testing/sample-repository.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { patternsUsedIn } from './used-action-files.ts';
import { patternsUsed, unpinnedIn } from './used-actions.ts';

const newFolder = temporaryFolders();

it('finds the actions and workflows of others, once each, whatever their version', () => {
  const workflow = `
jobs:
  a: { steps: [{ uses: actions/checkout@1 }, { uses: octo/one@1 }, { run: echo }, { uses: ./local }, { uses: docker://image }] }
  b: { uses: octo/flows/.github/workflows/x.yml@1 }
  c: { uses: ./.github/workflows/y.yml }
  d: { steps: [{ uses: octo/one@2 }, { uses: octo/many/part@1 }, { uses: github/codeql-action/init@1 }] }
`;
  const composite = 'runs: { using: composite, steps: [{ uses: other/two@1 }] }';
  expect(patternsUsed([workflow, composite, 'a: [', '', '- uses: octo/three@1'])).toEqual([
    'octo/flows/.github/workflows/x.yml@*',
    'octo/many/part@*',
    'octo/one@*',
    'other/two@*',
  ]);
});

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

it('finds what a repository that demands pins would not run', () => {
  const workflow = `
jobs:
  a: { steps: [{ uses: actions/checkout@v7 }, { uses: octo/one@${COMMIT} }, { uses: ./local }, { uses: docker://image }] }
  b: { uses: octo/flows/.github/workflows/x.yml@v1 }
  c: { steps: [{ uses: octo/two/part@main }, { uses: octo/two/part@main }, { uses: octo/three@${COMMIT.slice(0, 12)} }] }
`;
  expect(unpinnedIn([workflow])).toEqual([
    'actions/checkout@v7',
    'octo/three@0123456789ab',
    'octo/two/part@main',
  ]);
});

it('refuses to demand pins of a repository that has none', async () => {
  const workflow = (ref: string): string =>
    `jobs: { a: { steps: [{ uses: acme/tidegate/actions/deploy@${ref} }] } }`;
  const path = '.github/workflows/deploy.yml';
  const pinned = await sampleRepository(await newFolder(), { [path]: workflow(COMMIT) });
  expect(await patternsUsedIn(pinned)).toEqual(['acme/tidegate/actions/deploy@*']);
  const tagged = await sampleRepository(await newFolder(), { [path]: workflow('v1') });
  await expect(patternsUsedIn(tagged)).rejects.toMatchObject({
    code: 'actions-unpinned',
    message: expect.stringContaining('acme/tidegate/actions/deploy@v1'),
  });
});
