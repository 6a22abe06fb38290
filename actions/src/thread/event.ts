import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { readComment } from '../ticks/read-comment.ts';
import type { CommentEdited } from '../ticks/hear.ts';
import type { Runner } from '../runner/runner.ts';

const eventSchema = z.object({
  action: z.string().optional(),
  pull_request: z.object({ number: z.int() }).optional(),
  issue: z.object({ number: z.int(), pull_request: z.unknown().optional() }).optional(),
  comment: z.object({ id: z.int(), body: z.string().nullish(), updated_at: z.iso.datetime() }).optional(),
  changes: z.object({ body: z.object({ from: z.string() }).optional() }).optional(),
  sender: z.object({ login: z.string(), type: z.string() }).optional(),
});

/** What started the run. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
export type RunEvent = z.output<typeof eventSchema> & { readonly name: string };

export async function readEvent({ variables }: Runner): Promise<RunEvent> {
  const { GITHUB_EVENT_PATH: path = '', GITHUB_EVENT_NAME: name = '' } = variables;
  if (path === '') return { name };
  const parsed = eventSchema.safeParse(parseJson(await readFile(path, 'utf8')));
  if (parsed.success) return { ...parsed.data, name };
  throw new UserError({
    code: 'inputs-invalid',
    message: `Expected GitHub’s event in ${path}, found: ${z.prettifyError(parsed.error).slice(0, 300)}`,
    remedy: 'Leave GITHUB_EVENT_PATH as the runner sets it.',
  });
}

/** The pull request that the event is about. */
export function pullRequestOf({ pull_request: pull, issue }: RunEvent): number | undefined {
  if (pull !== undefined) return pull.number;
  return issue?.pull_request === undefined ? undefined : issue.number;
}

/** What the event tells of the comment of that id, if it is that it was edited. */
export async function editedIn(event: RunEvent, id: number | undefined): Promise<CommentEdited | undefined> {
  const { comment, changes, sender } = event;
  const isEdit = event.name === 'issue_comment' && event.action === 'edited';
  if (!isEdit || comment?.id !== id || comment === undefined || sender === undefined) return undefined;
  const from = changes?.body?.from;
  if (from === undefined) return undefined;
  return {
    by: { login: sender.login, isPerson: sender.type === 'User' },
    at: comment.updated_at,
    before: await readComment(from),
    after: await readComment(comment.body ?? ''),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
