import { commitOf } from './commits.ts';
import { askGit, runGit } from './run-git.ts';

/** How one commit stands to another. `unknown` where this checkout does not have the history to tell. */
export type Relation = 'same' | 'newer' | 'older' | 'diverged' | 'unknown';

export async function relationOf(
  folder: string,
  { commit, to }: { readonly commit: string; readonly to: string },
): Promise<Relation> {
  if (commit === to) return 'same';
  const known = await Promise.all([commitOf(folder, commit), commitOf(folder, to)]);
  if (known.includes(undefined)) return 'unknown';
  if (await isAncestor(folder, to, commit)) return 'newer';
  if (await isAncestor(folder, commit, to)) return 'older';
  // A shallow clone's history ends where it was cut: what is not found there may still be so.
  return (await isShallow(folder)) ? 'unknown' : 'diverged';
}

async function isAncestor(folder: string, ancestor: string, commit: string): Promise<boolean> {
  const { exitCode } = await runGit(folder, ['merge-base', '--is-ancestor', ancestor, commit]);
  return exitCode === 0;
}

async function isShallow(folder: string): Promise<boolean> {
  return (await askGit(folder, ['rev-parse', '--is-shallow-repository']))?.toString().trim() !== 'false';
}
