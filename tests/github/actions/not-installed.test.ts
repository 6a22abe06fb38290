import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { runStep } from '../../../actions/src/prove/run-step.ts';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import { CHECKOUT } from '../../support/workbench.ts';
import { openShop } from '../scenarios/shop.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();

it('packs nothing before what it needs is installed, and says so instead of showing a stack', async () => {
  const folder = await temporaryFolder();
  const shop = await openShop(folder);
  await cp(join(CHECKOUT, 'actions/dist'), join(folder, 'dist'), { recursive: true });
  const { exitCode, outputs, log } = await runStep({
    program: join(folder, 'dist/package-artifact.mjs'),
    inputs: {},
    workspace: shop.folder,
    variables: {
      GITHUB_REPOSITORY: 'octo/shop',
      GITHUB_SHA: await shop.git('rev-parse', 'HEAD'),
      GITHUB_RUN_ID: '7001',
    },
  });
  expect([exitCode, outputs['outcome'], outputs['reason-code']]).toEqual([2, 'refused', 'program-missing']);
  expect(log).toContain('npm ci');
});
