import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { UserError } from '../../actions/src/errors.ts';
import { git } from './git.ts';

const DIST = 'actions/dist';
const PROGRAM = 'github-actions[bot]';
/** The address by which GitHub knows its own bot: https://github.com/orgs/community/discussions/26560 */
const ADDRESS = '41898282+github-actions[bot]@users.noreply.github.com';

const manifest = z.looseObject({
  runs: z.looseObject({ main: z.string().optional(), post: z.string().optional() }),
});

/**
 * A commit on top of HEAD that holds the bundles as well; no branch has it. The same bundles on the same HEAD give the same
 * commit, so that a second run finds its own tags. `UserError` bundles-missing.
 */
export async function makeReleaseCommit(root: string, tag: string): Promise<string> {
  await assertBundled(root);
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-release-'));
  try {
    // An index of its own: the working tree's stays as it is.
    const index = { GIT_INDEX_FILE: join(folder, 'index') };
    await git(root, ['read-tree', 'HEAD'], index);
    await git(root, ['add', '--force', '--', DIST], index);
    const tree = await git(root, ['write-tree'], index);
    const date = await git(root, ['log', '-1', '--format=%cI']);
    return await git(root, ['commit-tree', tree, '-p', 'HEAD', '-m', `Release ${tag} with its bundles`], {
      GIT_AUTHOR_NAME: PROGRAM,
      GIT_AUTHOR_EMAIL: ADDRESS,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: PROGRAM,
      GIT_COMMITTER_EMAIL: ADDRESS,
      GIT_COMMITTER_DATE: date,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every file that an `action.yml` names must be there: whoever uses the tag has nothing else. */
async function assertBundled(root: string): Promise<void> {
  const names = (await readdir(join(root, 'actions'))).filter((name) => !['src', 'dist'].includes(name));
  const programs = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(root, 'actions', name, 'action.yml'), 'utf8');
      const { main, post } = manifest.parse(parse(text)).runs;
      return [main ?? [], post ?? []].flat().map((path) => join(root, 'actions', name, path));
    }),
  );
  const missing: string[] = [];
  for (const path of programs.flat()) await access(path).catch(() => missing.push(path));
  if (programs.flat().length > 0 && missing.length === 0) return;
  throw new UserError({
    code: 'bundles-missing',
    message: `Expected a bundle for each action; missing are ${missing.join(', ') || 'all'}.`,
    remedy: 'Run `npm run prepare` before.',
  });
}
