import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { UserError } from '../actions/src/errors.ts';
import { systemFiles } from '../actions/src/ports/files.ts';
import { actionNames } from '../actions/src/prove/action-file.ts';
import { CHECKOUT } from '../tests/support/workbench.ts';

export interface ActionBundle {
  readonly action: string;
  /** The path of its own file. */
  readonly program: string;
}

/** Lends the bundles of every action that there is, or of the sample action, and a program that does nothing. */
export async function withActionBundles<Result>(
  { isSample }: { isSample: boolean },
  work: (lent: { bare: string; actions: readonly ActionBundle[] }) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tg-bundles-'));
  try {
    const bare = join(folder, 'bare.mjs');
    await writeFile(bare, '');
    return await work({ bare, actions: isSample ? await bundleSample(folder) : await builtActions() });
  } finally {
    await systemFiles.removeTree(folder);
  }
}

async function bundleSample(folder: string): Promise<ActionBundle[]> {
  await execa(process.execPath, [join(CHECKOUT, 'scripts/build-bundles.mjs'), '--sample', folder]);
  return [{ action: 'sample', program: join(folder, 'sample.mjs') }];
}

async function builtActions(): Promise<ActionBundle[]> {
  const names = await actionNames();
  const actions = names.map((action) => ({ action, program: join(CHECKOUT, `actions/dist/${action}.mjs`) }));
  const found = await Promise.all(actions.map(({ program }) => systemFiles.exists(program)));
  if (actions.length > 0 && found.every(Boolean)) return actions;
  throw new UserError({
    code: 'nothing-examined',
    message: `Expected a bundle for each action; of ${actions.length} actions ${found.filter(Boolean).length} have one.`,
    remedy: 'Run `npm run prepare` first; --sample measures the sample action of the frame.',
  });
}
