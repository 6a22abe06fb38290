import { UserError } from '../errors.ts';
import { call, type Call } from '../github/rest.ts';
import { planLacks } from './gaps.ts';
import type { Repository } from './observe.ts';
import { isForWantOfPlan, saidIn } from './reading.ts';

const REFUSALS = [401, 403, 404, 409, 422];

/** A change, below the repository. `UserError` plan-lacks, github-refused with GitHub’s own words, github-unreachable. */
export async function ask(
  repository: Repository,
  { what, ...wish }: Call & { readonly what: string },
): Promise<unknown> {
  const path = `/repos/${repository.slug}${wish.path}`;
  const reply = await call(repository, { ...wish, path, accepts: REFUSALS });
  if (!REFUSALS.includes(reply.status)) return reply.content;
  if (isForWantOfPlan(reply)) throw new UserError(planLacks(what, saidIn(reply)));
  throw new UserError({
    code: 'github-refused',
    message: `GitHub refuses ${wish.method ?? 'GET'} ${path} with ${saidIn(reply)}.`,
    remedy: remedyFor(reply.status),
  });
}

function remedyFor(status: number): string {
  if (status === 409) return 'The owner’s organization or enterprise decides this: ask whoever runs it.';
  if (status === 422)
    return 'GitHub does not take the value: set this one by hand in the repository’s settings.';
  return 'The token may not: grant what docs/github.md lists, for this repository, by an administrator of it.';
}
