import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { patternsUsed } from './used-actions.ts';

const WHERE = [
  '.github/workflows/*.{yml,yaml}',
  '.github/actions/**/action.{yml,yaml}',
  'actions/*/action.{yml,yaml}',
  'action.{yml,yaml}',
];

/** Patterns of the actions of others that a checkout uses. */
export async function patternsUsedIn(repository: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const path of glob(WHERE, { cwd: repository }))
    texts.push(await readFile(join(repository, path), 'utf8'));
  return patternsUsed(texts);
}
