import { created, found, invalid, ok, type Answer, type Asked, type Routes } from '../answer.ts';
import { pageOf } from '../page.ts';
import { latestStatuses } from '../statuses.ts';
import type { CommitStatus } from '../things.ts';
import { apiUrl, showUser, type World } from '../world.ts';

const MOST_A_CONTEXT = 1000;

export const commitStatusRoutes: Routes = {
  'POST /statuses/{sha}': addStatus,
  async 'GET /commits/{ref}/statuses'(asked) {
    const sha = await commitOf(asked);
    const all = asked.world.commitStatuses.filter((each) => each.sha === sha);
    return pageOf(asked, all.map((each) => show(asked.world, each)).toReversed());
  },
  'GET /commits/{ref}/status': combined,
};

async function commitOf({ world, params }: Asked): Promise<string> {
  return found(await world.git.resolve(params['ref'] ?? ''));
}

/** A description of up to 140 characters, and a thousand a context and commit. https://docs.github.com/en/rest/commits/statuses#create-a-commit-status */
async function addStatus({ world, caller, params, body }: Asked): Promise<Answer> {
  const sha = params['sha'] ?? '';
  if (!/^[0-9a-f]{40}$/.test(sha) || (await world.git.resolve(sha)) === undefined)
    throw invalid('Status', 'custom', `No commit found for SHA: ${sha}`);
  const wish = body as {
    state: CommitStatus['state'];
    context?: string;
    description?: string | null;
    target_url?: string | null;
  };
  if ((wish.description ?? '').length > 140) throw invalid('Status', 'too_long', 'description');
  const context = wish.context ?? 'default';
  const isFull =
    world.commitStatuses.filter((each) => each.sha === sha && each.context === context).length >=
    MOST_A_CONTEXT;
  if (isFull)
    throw invalid('Status', 'custom', 'This SHA and context has reached the maximum number of statuses.');
  const status: CommitStatus = {
    id: world.nextId(),
    sha,
    state: wish.state,
    context,
    description: wish.description ?? null,
    target_url: wish.target_url ?? null,
    creator: caller.login,
    created_at: world.now(),
  };
  world.commitStatuses.push(status);
  world.events.tell({ event: 'status', payload: { sha, context, state: wish.state }, by: caller });
  return created(show(world, status));
}

function show(world: World, { creator, sha, ...rest }: CommitStatus): object {
  return {
    url: apiUrl(world, `/statuses/${sha}`),
    node_id: `S_${rest.id}`,
    avatar_url: null,
    ...rest,
    updated_at: rest.created_at,
    creator: showUser(world, creator),
  };
}

/** One failure fails all; none at all is pending. */
async function combined(asked: Asked): Promise<Answer> {
  const sha = await commitOf(asked);
  const statuses = latestStatuses(asked.world, sha);
  const states = statuses.map(({ state }) => state);
  const hasFailed = states.some((state) => state === 'error' || state === 'failure');
  const isPending = states.length === 0 || states.includes('pending');
  const state = hasFailed ? 'failure' : isPending ? 'pending' : 'success';
  return ok({
    state,
    sha,
    total_count: statuses.length,
    statuses: statuses.map((each) => show(asked.world, each)),
  });
}
