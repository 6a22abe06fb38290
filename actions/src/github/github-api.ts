import { z } from 'zod';
import type { Comment, GitHub } from './github.ts';
import { read } from './read.ts';
import { call, callAll, type Api, type Call } from './rest.ts';

const login = z.object({ login: z.string() }).nullish();

const pullSchema = z.object({
  head: z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) }),
  merge_commit_sha: z.string().nullish(),
  merged_at: z.string().nullish(),
  user: login,
});
const treeSchema = z.object({ tree: z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) }) });
const commitSchema = z.object({ author: login, committer: login });
const commentSchema = z.object({ id: z.int(), user: login, body: z.string().nullish() });
const permissionSchema = z.object({ permission: z.string() });

/** A user who is gone; GitHub shows them by this name. */
const GONE = 'ghost';

/** https://docs.github.com/en/rest */
export function githubApi({ repository, ...given }: Api & { readonly repository: string }): GitHub {
  const api: Api = { permission: 'pull-requests: write', ...given };
  const base = `/repos/${repository}`;
  async function ask<Content>(wish: Call, schema: z.ZodType<Content>): Promise<Content> {
    return read((await call(api, wish)).content, schema, wish.path);
  }
  return {
    async pullRequest(number) {
      const pull = await ask({ path: `${base}/pulls/${number}` }, pullSchema);
      return {
        head: pull.head.sha,
        merged: pull.merge_commit_sha ?? null,
        isMerged: typeof pull.merged_at === 'string',
        author: pull.user?.login ?? GONE,
      };
    },
    async treeOf(commit) {
      const path = `${base}/git/commits/${commit}`;
      const { content } = await call({ ...api, permission: 'contents: read' }, { path });
      return read(content, treeSchema, path).tree.sha;
    },
    async commitAuthors(number) {
      const path = `${base}/pulls/${number}/commits`;
      const commits = read(await callAll(api, path), z.array(commitSchema), path);
      return commits.flatMap(({ author, committer }) => [author?.login ?? [], committer?.login ?? []].flat());
    },
    async comments(number) {
      const path = `${base}/issues/${number}/comments`;
      return read(await callAll(api, path), z.array(commentSchema), path).map(asComment);
    },
    async addComment(number, body) {
      const wish: Call = { method: 'POST', path: `${base}/issues/${number}/comments`, json: { body } };
      return asComment(await ask(wish, commentSchema));
    },
    async changeComment(id, body) {
      await ask({ method: 'PATCH', path: `${base}/issues/comments/${id}`, json: { body } }, commentSchema);
    },
    async permissionOf(name) {
      const path = `${base}/collaborators/${encodeURIComponent(name)}/permission`;
      return (await ask({ path }, permissionSchema)).permission;
    },
  };
}

function asComment({ id, user, body }: z.output<typeof commentSchema>): Comment {
  return { id, author: user?.login ?? GONE, body: body ?? '' };
}
