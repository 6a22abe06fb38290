import { z } from 'zod';
import { UserError } from '../errors.ts';
import { call } from '../github/rest.ts';
import { read } from '../github/read.ts';
import type { Repository } from './observe.ts';
import { saidIn } from './reading.ts';
import { reviewerKey, type Reviewer } from './reviewers.ts';

/** Their numbers, which GitHub wants instead of names. Every name that it doesn’t know is told at once, in a `UserError` usage. */
export async function reviewerIds(
  repository: Repository,
  reviewers: readonly Reviewer[],
): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  const unknown: string[] = [];
  for (const reviewer of reviewers) {
    const path = pathOf(reviewer);
    const reply = await call(repository, { path, accepts: [403, 404] });
    if (reply.status >= 400) unknown.push(`${path.slice(1)} (${saidIn(reply)})`);
    else ids.set(reviewerKey(reviewer), read(reply.content, z.object({ id: z.int() }), path).id);
  }
  if (unknown.length === 0) return ids;
  throw new UserError({
    code: 'usage',
    message: `Expected reviewers that GitHub knows; found none for ${unknown.join(', ')}.`,
    remedy:
      'See that each name is right: a login, or @organization/team by the team’s short name. For teams the token needs Members: read of the organization.',
  });
}

function pathOf({ organization, name }: Reviewer): string {
  if (organization === null) return `/users/${encodeURIComponent(name)}`;
  return `/orgs/${encodeURIComponent(organization)}/teams/${encodeURIComponent(name)}`;
}
