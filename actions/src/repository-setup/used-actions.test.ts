import { expect, it } from '@jest/globals';
import { patternsUsed } from './used-actions.ts';

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
