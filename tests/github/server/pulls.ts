import { addIssue, showIssue } from './issues.ts';
import { without } from './without.ts';
import type { Issue, Pull } from './things.ts';
import type { Caller } from './tokens.ts';
import { apiUrl, pageUrl, type World } from './world.ts';

export interface PullWish {
  readonly title: string;
  /** Branch; of a fork, `somebody:branch`. */
  readonly head: string;
  readonly headSha: string;
  readonly base: string;
  readonly body?: string | null;
  readonly labels?: readonly string[];
  readonly isDraft?: boolean;
}

export function addPull(
  world: World,
  { wish, by }: { wish: PullWish; by: Pick<Caller, 'kind' | 'login'> },
): Issue & { pull: Pull } {
  const { title, head, headSha, base, body = null, labels = [], isDraft = false } = wish;
  const pull: Pull = {
    head,
    headSha,
    base,
    isFork: head.includes(':') && !head.startsWith(`${world.owner}:`),
    isDraft,
    merged_at: null,
    merge_commit_sha: null,
    mergedOnto: null,
  };
  const issue = { ...addIssue(world, { title, body, labels, by: by.login, pull }), pull };
  world.issues.splice(-1, 1, issue);
  return issue;
}

/** The head as it is now: a branch moves with each push, until the end. */
export async function headOf(world: World, { pull, state }: Issue & { pull: Pull }): Promise<string> {
  if (pull.isFork || state === 'closed') return pull.headSha;
  const branch = pull.head.split(':').at(-1) ?? '';
  pull.headSha = (await world.git.resolve(`refs/heads/${branch}`)) ?? pull.headSha;
  return pull.headSha;
}

export async function baseOf(world: World, { pull }: { pull: Pull }): Promise<string> {
  return pull.mergedOnto ?? (await world.git.resolve(`refs/heads/${pull.base}`)) ?? '';
}

/** As in a list; a single one says `merged` and more too. */
export async function showPull(world: World, issue: Issue & { pull: Pull }): Promise<object> {
  const { pull } = issue;
  const common = without(showIssue(world, issue), 'pull_request', 'comments');
  const url = apiUrl(world, `/pulls/${issue.number}`);
  const forkOwner = pull.head.split(':')[0] ?? world.owner;
  return {
    ...common,
    url,
    html_url: pageUrl(world, `/pull/${issue.number}`),
    issue_url: apiUrl(world, `/issues/${issue.number}`),
    draft: pull.isDraft,
    merged_at: pull.merged_at,
    merge_commit_sha: pull.merge_commit_sha,
    head: side(world, {
      name: pull.head,
      sha: await headOf(world, issue),
      owner: pull.isFork ? forkOwner : world.owner,
    }),
    base: side(world, { name: pull.base, sha: await baseOf(world, issue), owner: world.owner }),
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
  };
}

function side(world: World, { name, sha, owner }: { name: string; sha: string; owner: string }): object {
  const ref = name.split(':').at(-1) ?? '';
  return {
    label: `${owner}:${ref}`,
    ref,
    sha,
    repo: {
      id: owner === world.owner ? 1 : 2,
      name: world.repository,
      full_name: `${owner}/${world.repository}`,
      fork: owner !== world.owner,
    },
  };
}
