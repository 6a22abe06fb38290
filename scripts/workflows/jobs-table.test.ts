import { expect, test } from '@jest/globals';
import { jobsTable } from './jobs-table.ts';
import { readWorkflowFile } from './workflow-file.ts';

const TEXT = `
jobs:
  look:
    name: Look | around
    permissions: {}
  ship:
    environment:
      name: \${{ inputs.environment }}
    permissions:
      contents: read # to check the repository out
      issues: write # to tell
  call:
    permissions:
      contents: read # as ship.yml says
    uses: ./.github/workflows/ship.yml
`;

test('each job stands in the table with the reasons beside its permissions', () => {
  const files = [readWorkflowFile('.github/workflows/a.yml', TEXT)];
  expect(jobsTable({ files }).slice(1)).toEqual([
    ['`a`', String.raw`Look \| around`, '', 'nothing'],
    [
      '`a`',
      'ship',
      'the one asked for',
      '`contents: read` to check the repository out; `issues: write` to tell',
    ],
    ['`a`', 'call', '', 'what `ship` says'],
  ]);
});
