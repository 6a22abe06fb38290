import { z } from 'zod';
import { read } from './read.ts';
import { call, callAll, type Api } from './rest.ts';

const pullSchema = z.object({
  number: z.int(),
  merged_at: z.string().nullable(),
  merge_commit_sha: z.string().nullish(),
  labels: z.array(z.object({ name: z.string() })),
});

export interface MergedPull {
  readonly number: number;
  readonly labels: readonly string[];
}

/**
 * The pull requests whose merging gave the commit; none for one that was pushed. GitHub finds them by an index that may lag
 * behind a merge: the one that the commit's own message names is asked for by its number.
 * https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
 */
export async function mergedPulls(
  given: Api & { readonly repository: string },
  { commit, named }: { readonly commit: string; readonly named: number | undefined },
): Promise<readonly MergedPull[]> {
  const api = { permission: 'pull-requests: read', ...given };
  const path = `/repos/${api.repository}/commits/${commit}/pulls`;
  const listed = read(await callAll(api, path), z.array(pullSchema), path);
  const isListed = listed.some(({ number }) => number === named);
  const others = named === undefined || isListed ? [] : await pullOf(api, named);
  // The commit also belongs to pull requests that only hold it.
  return [...listed, ...others]
    .filter(({ merged_at: at, merge_commit_sha: merged }) => at !== null && merged === commit)
    .map(({ number, labels }) => ({ number, labels: labels.map(({ name }) => name) }));
}

/** None where the number is an issue's, or nobody's. */
async function pullOf(
  api: Api & { readonly repository: string },
  number: number,
): Promise<readonly z.output<typeof pullSchema>[]> {
  const path = `/repos/${api.repository}/pulls/${number}`;
  const { status, content } = await call(api, { path, accepts: [404] });
  return status === 404 ? [] : [read(content, pullSchema, path)];
}
