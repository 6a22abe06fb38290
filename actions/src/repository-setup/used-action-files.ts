import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { patternsUsed, unpinnedIn } from './used-actions.ts';

const WHERE = [
  '.github/workflows/*.{yml,yaml}',
  '.github/actions/**/action.{yml,yaml}',
  'actions/*/action.{yml,yaml}',
  'action.{yml,yaml}',
];

/** Patterns of the actions of others that a checkout uses. `UserError` actions-unpinned. */
export async function patternsUsedIn(repository: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const path of glob(WHERE, { cwd: repository }))
    texts.push(await readFile(join(repository, path), 'utf8'));
  const unpinned = unpinnedIn(texts);
  if (unpinned.length > 0) throw notPinned(unpinned);
  return patternsUsed(texts);
}

/** A repository that demands pins would run none of its own workflows. */
function notPinned(unpinned: readonly string[]): UserError {
  return new UserError({
    code: 'actions-unpinned',
    message: `Expected every action by its full commit, which this sets the repository up to demand; found ${unpinned.join(', ')}.`,
    remedy:
      'Write the commit in place of the tag, push that, and run this again. For Tidegate’s own actions: `npm run adopt -- <path> --uses <owner>/tidegate@<commit of the tag>`.',
  });
}
