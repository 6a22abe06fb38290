import { z } from 'zod';
import { read } from './read.ts';
import { callAll, type Api } from './rest.ts';

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
 * The pull requests whose merging gave the commit; none for one that was pushed.
 * https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
 */
export async function mergedPulls(
  api: Api & { readonly repository: string },
  commit: string,
): Promise<readonly MergedPull[]> {
  const path = `/repos/${api.repository}/commits/${commit}/pulls`;
  const pulls = read(
    await callAll({ permission: 'pull-requests: read', ...api }, path),
    z.array(pullSchema),
    path,
  );
  // The commit also belongs to pull requests that only hold it.
  return pulls
    .filter(({ merged_at: at, merge_commit_sha: merged }) => at !== null && merged === commit)
    .map(({ number, labels }) => ({ number, labels: labels.map(({ name }) => name) }));
}
