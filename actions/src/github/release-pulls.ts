import { z } from 'zod';
import { read } from './read.ts';
import { call, callAll, type Api } from './rest.ts';

/** What release-please calls a merged release PR before its release is there, and after. It goes on only without the first. */
export const PENDING = 'autorelease: pending';
export const TAGGED = 'autorelease: tagged';

const pullSchema = z.object({
  number: z.int(),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  labels: z.array(z.object({ name: z.string() })),
});

/**
 * Tells release-please that the commit's release is there. Gives the number of the release PR, `undefined` where the commit
 * merges none. `UserError` github-refused, github-unreachable.
 */
export async function markTagged(
  { repository, ...given }: Api & { readonly repository: string },
  commit: string,
): Promise<number | undefined> {
  const api: Api = { permission: 'pull-requests: write', ...given };
  const path = `/repos/${repository}/commits/${commit}/pulls`;
  const pulls = read(await callAll(api, path), z.array(pullSchema), path);
  const pull = pulls.find((each) => isReleaseOf(each, commit));
  if (pull === undefined) return undefined;
  const labels = `/repos/${repository}/issues/${pull.number}/labels`;
  const names = pull.labels.map(({ name }) => name);
  // In this order, so that one of the two is always there to find it by.
  if (!names.includes(TAGGED)) await call(api, { method: 'POST', path: labels, json: { labels: [TAGGED] } });
  if (names.includes(PENDING))
    await call(api, {
      method: 'DELETE',
      path: `${labels}/${encodeURIComponent(PENDING)}`,
      accepts: [404],
    });
  return pull.number;
}

function isReleaseOf(pull: z.output<typeof pullSchema>, commit: string): boolean {
  const isRelease = pull.labels.some(({ name }) => name === PENDING || name === TAGGED);
  return isRelease && pull.merge_commit_sha === commit && typeof pull.merged_at === 'string';
}
