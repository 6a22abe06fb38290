import { ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { headOf } from '../pulls.ts';
import type { Issue, Pull } from '../things.ts';
import type { Caller } from '../tokens.ts';
import type { World } from '../world.ts';
import { tellPush } from './git.ts';
import { pullIn, showWhole } from './pulls.ts';

export const mergeRoutes: Routes = {
  async 'PUT /pulls/{pull_number}/merge'(asked: Asked): Promise<Answer> {
    const { world, caller } = asked;
    const { sha: expected } = (asked.body ?? {}) as { sha?: string };
    const merged = await mergePull(world, { issue: pullIn(asked), by: caller, expected });
    return ok({ sha: merged, merged: true, message: 'Pull Request successfully merged' });
  },
};

/** With a merge commit, whatever method was asked for: then the head’s commits are the base’s too. Tells of a push and of the end. */
export async function mergePull(
  world: World,
  { issue, by, expected }: { issue: Issue & { pull: Pull }; by: Caller; expected?: string | undefined },
): Promise<string> {
  const { pull } = issue;
  const head = await headOf(world, issue);
  if (issue.state === 'closed' || pull.isDraft) throw new Refusal(405, 'Pull Request is not mergeable');
  if (expected !== undefined && expected !== head)
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  const ref = `refs/heads/${pull.base}`;
  const before = (await world.git.resolve(ref)) ?? '';
  const message = `Merge pull request #${issue.number} from ${pull.head}\n\n${issue.title}`;
  const after = await world.git.merge({ into: before, head, message });
  if (after === undefined) throw new Refusal(405, 'Pull Request has merge conflicts');
  Object.assign(pull, { merged_at: world.now(), merge_commit_sha: after, mergedOnto: before });
  issue.state = 'closed';
  issue.closed_at = world.now();
  await world.git.setRef(ref, after);
  tellPush(world, { ref, before, after, by });
  const payload = { number: issue.number, pull_request: await showWhole(world, issue) };
  world.events.tell({ event: 'pull_request', action: 'closed', payload, by });
  return after;
}
