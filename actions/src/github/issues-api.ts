import { z } from 'zod';
import type { Issues } from './issues.ts';
import { onceOnly } from './once-only.ts';
import { read } from './read.ts';
import { call, callAll, type Api, type Call } from './rest.ts';

const issueSchema = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  pull_request: z.unknown().optional(),
});
const commentSchema = z.object({ body: z.string().nullish() });

/** https://docs.github.com/en/rest/issues */
export function issuesApi({ repository, ...given }: Api & { readonly repository: string }): Issues {
  const api: Api = { permission: 'issues: write', ...given };
  const base = `/repos/${repository}/issues`;
  const issues: Issues = {
    async labelled(label, state = 'open') {
      const path = `${base}?state=${state}&labels=${encodeURIComponent(label)}`;
      return read(await callAll(api, path), z.array(issueSchema), path)
        .filter(({ pull_request: pull }) => pull === undefined)
        .map(({ number, title, body, ...issue }) => ({
          number,
          title,
          body: body ?? '',
          isOpen: issue.state === 'open',
        }));
    },
    async commentsOf(issue) {
      const path = `${base}/${issue}/comments`;
      return read(await callAll(api, path), z.array(commentSchema), path).map(({ body }) => body ?? '');
    },
    async open({ title, body, label }) {
      const request: Call = { method: 'POST', path: base, json: { title, body, labels: [label] } };
      const made = await onceOnly(api, request, async () =>
        (await issues.labelled(label)).find((issue) => issue.title === title),
      );
      return 'found' in made ? made.found.number : read(made.reply.content, issueSchema, base).number;
    },
    async comment(issue, body) {
      const request: Call = { method: 'POST', path: `${base}/${issue}/comments`, json: { body } };
      await onceOnly(api, request, async () =>
        (await issues.commentsOf(issue)).find((comment) => comment === body),
      );
    },
    async close(issue) {
      await call(api, { method: 'PATCH', path: `${base}/${issue}`, json: { state: 'closed' } });
    },
  };
  return issues;
}
