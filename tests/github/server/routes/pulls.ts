import { created, found, invalid, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { checkText } from '../issues.ts';
import { pageOf } from '../page.ts';
import { addPull, baseOf, headOf, showPull } from '../pulls.ts';
import { showCommit, showFile } from '../show-commit.ts';
import type { Issue, Pull } from '../things.ts';
import type { World } from '../world.ts';

type PullIssue = Issue & { pull: Pull };
const ONE = '/pulls/{pull_number}';
const MOST_COMMITS = 250;

export const pullRoutes: Routes = {
  'GET /pulls': listPulls,
  'POST /pulls': openPull,
  [`GET ${ONE}`]: async (asked) => ok(await showWhole(asked.world, pullIn(asked))),
  [`PATCH ${ONE}`]: changePull,
  async [`GET ${ONE}/files`](asked) {
    const { world } = asked;
    const pull = pullIn(asked);
    const [head, base] = [await headOf(world, pull), await baseOf(world, pull)];
    const files = await world.git.changedFiles((await world.git.mergeBase(base, head)) ?? base, head);
    return pageOf(
      asked,
      files.map((file) => showFile(world, { file, sha: head })),
    );
  },
  async [`GET ${ONE}/commits`](asked) {
    const { world } = asked;
    const pull = pullIn(asked);
    const commits = await world.git.between(await baseOf(world, pull), await headOf(world, pull));
    return pageOf(
      asked,
      commits.slice(0, MOST_COMMITS).map((commit) => showCommit(world, commit)),
    );
  },
  'GET /commits/{commit_sha}/pulls': pullsOfCommit,
};

export function pullIn({ world, params }: Asked): PullIssue {
  return found(pullsOf(world).find(({ number }) => number === Number(params['pull_number'])));
}

function pullsOf(world: World): PullIssue[] {
  return world.issues.filter((issue): issue is PullIssue => issue.pull !== undefined);
}

export async function showWhole(world: World, issue: PullIssue): Promise<object> {
  const { pull, state, number } = issue;
  const isMerged = pull.merged_at !== null;
  return {
    ...(await showPull(world, issue)),
    merged: isMerged,
    mergeable: isMerged || state === 'closed' ? null : true,
    mergeable_state: 'clean',
    comments: world.comments.filter((comment) => comment.issue === number).length,
  };
}

async function listPulls(asked: Asked): Promise<Answer> {
  const { world, query } = asked;
  const state = query['state'] ?? 'open';
  const chosen = pullsOf(world).filter(
    (each) =>
      (state === 'all' || each.state === state) &&
      (query['base'] === undefined || query['base'] === each.pull.base) &&
      (query['head'] === undefined || query['head'] === withOwner(world, each.pull.head)),
  );
  // Newest first, whatever is sorted by; the other way round when asked.
  const ordered = query['direction'] === 'asc' ? chosen : chosen.toReversed();
  return pageOf(asked, await Promise.all(ordered.map((each) => showPull(world, each))));
}

function withOwner(world: World, head: string): string {
  return head.includes(':') ? head : `${world.owner}:${head}`;
}

interface Wish {
  readonly title?: string;
  readonly head: string;
  readonly base: string;
  readonly body?: string;
  readonly draft?: boolean;
}

/** https://docs.github.com/en/rest/pulls/pulls#create-a-pull-request */
async function openPull({ world, caller, body }: Asked): Promise<Answer> {
  const { title = '', head, base, body: text, draft = false } = body as Wish;
  // Off until somebody turns it on: Settings, Actions, General.
  if (caller.kind === 'GITHUB_TOKEN' && !world.settings.actionsMayApprovePullRequests)
    throw new Refusal(403, 'GitHub Actions is not permitted to create or approve pull requests.');
  const branch = head.split(':').at(-1) ?? '';
  const headSha = await world.git.resolve(`refs/heads/${branch}`);
  if (headSha === undefined) throw invalid('PullRequest', 'invalid', 'head');
  const baseSha = await world.git.resolve(`refs/heads/${base}`);
  if (baseSha === undefined) throw invalid('PullRequest', 'invalid', 'base');
  const known = pullsOf(world).some(
    (each) => each.state === 'open' && each.pull.head === branch && each.pull.base === base,
  );
  if (known)
    throw invalid('PullRequest', 'custom', `A pull request already exists for ${world.owner}:${branch}.`);
  if ((await world.git.between(baseSha, headSha)).length === 0)
    throw invalid('PullRequest', 'custom', `No commits between ${base} and ${branch}`);
  checkText({ title, ...(text === undefined ? {} : { body: text }) }, 'PullRequest');
  const wish = { title, head: branch, headSha, base, body: text ?? null, isDraft: draft };
  const issue = addPull(world, { wish, by: caller });
  const shown = await showWhole(world, issue);
  world.events.tell({
    event: 'pull_request',
    action: 'opened',
    payload: { number: issue.number, pull_request: shown },
    by: caller,
  });
  return created(shown);
}

async function changePull(asked: Asked): Promise<Answer> {
  const { world, caller } = asked;
  const issue = pullIn(asked);
  const wish = (asked.body ?? {}) as {
    title?: string;
    body?: string | null;
    state?: 'open' | 'closed';
    base?: string;
  };
  checkText(wish, 'PullRequest');
  if (wish.title !== undefined) issue.title = wish.title;
  if (wish.body !== undefined) issue.body = wish.body;
  if (wish.base !== undefined) issue.pull.base = wish.base;
  if (wish.state !== undefined) {
    if (issue.pull.merged_at !== null && wish.state === 'open')
      throw invalid('PullRequest', 'invalid', 'state');
    issue.state = wish.state;
    issue.closed_at = wish.state === 'closed' ? world.now() : null;
  }
  issue.updated_at = world.now();
  const action = wish.state === undefined ? 'edited' : wish.state === 'closed' ? 'closed' : 'reopened';
  const shown = await showWhole(world, issue);
  world.events.tell({
    event: 'pull_request',
    action,
    payload: { number: issue.number, pull_request: shown },
    by: caller,
  });
  return ok(shown);
}

/**
 * The merged pull request that brought the commit to the default branch; of a commit that is not there, those open ones that have it.
 * https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
 */
async function pullsOfCommit(asked: Asked): Promise<Answer> {
  const { world, params } = asked;
  const sha = params['commit_sha'] ?? '';
  if ((await world.git.resolve(sha)) === undefined) throw new Refusal(422, `No commit found for SHA: ${sha}`);
  const found: PullIssue[] = [];
  for (const each of pullsOf(world)) {
    const isItsMerge = each.pull.merge_commit_sha === sha && each.pull.merged_at !== null;
    const own = await world.git.between(await baseOf(world, each), await headOf(world, each));
    if (isItsMerge || own.some((commit) => commit.sha === sha)) found.push(each);
  }
  return pageOf(asked, await Promise.all(found.map((each) => showPull(world, each))));
}
