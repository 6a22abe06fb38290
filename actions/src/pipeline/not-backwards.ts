import { UserError } from '../errors.ts';
import { relationOf, type Relation } from '../git/ancestry.ts';
import type { Release } from '../release/release.ts';

/**
 * A workflow deploys what is newer than what serves: a run of last week, run again, must not bring last week back. Only a
 * rollback goes back. `UserError` downgrade-refused, history-unknown.
 */
export async function assertNotBackwards(
  repository: string,
  { candidate, live }: { readonly candidate: Release; readonly live: Release | null },
): Promise<void> {
  if (live === null || live.digest === candidate.digest) return;
  const refusal = refusalOf(await relationOf(repository, { commit: candidate.commit, to: live.commit }), {
    candidate,
    live,
  });
  if (refusal !== undefined) throw refusal;
}

export function refusalOf(
  relation: Relation,
  { candidate, live }: { readonly candidate: Release; readonly live: Release },
): UserError | undefined {
  if (relation === 'older')
    return new UserError({
      code: 'downgrade-refused',
      message: `Expected a commit that is not older than that of the live ${live.id}; ${candidate.id} is.`,
      remedy: 'Deploy a newer commit. To go back, run the rollback workflow.',
    });
  if (relation === 'unknown')
    return new UserError({
      code: 'history-unknown',
      message: `Expected the history to tell whether ${candidate.commit} is newer than ${live.commit}, which is live; this checkout does not have it.`,
      remedy:
        'Check out with `fetch-depth: 0`. If the live commit is gone from the repository, roll back to a release that is there.',
    });
  return undefined;
}
