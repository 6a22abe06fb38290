import { UserError } from '../errors.ts';
import type { GitHub } from '../github/github.ts';
import type { DecidedChecklist } from '../pre-deployment/decide.ts';
import type { Release } from '../release/release.ts';
import { writeComment } from '../ticks/write-comment.ts';
import type { Thread } from '../thread/gather-thread.ts';

export type PutComment =
  | { readonly kind: 'written' | 'unchanged'; readonly id: number }
  /** What was decided holds without it. */
  | { readonly kind: 'not-written'; readonly why: string };

/** Keeps the one comment on the pull request as it was decided. That it can’t be written changes no verdict. */
export async function putComment(facts: {
  github: GitHub | undefined;
  number: number | undefined;
  thread: Thread;
  decided: DecidedChecklist;
  environment: string;
  release: Pick<Release, 'id' | 'digest'>;
  run: string | null;
}): Promise<PutComment> {
  const { github, number, thread, decided, ...rest } = facts;
  if (thread.kind === 'unread') return { kind: 'not-written', why: thread.why };
  if (github === undefined || number === undefined) throw new Error('a thread was read without GitHub');
  const { comment, head, record, alteredBy } = thread;
  const { items, verdict } = decided;
  const body = writeComment({ ...rest, items, verdict: verdict.kind, commit: head, record, alteredBy });
  if (comment?.body === body) return { kind: 'unchanged', id: comment.id };
  try {
    if (comment === undefined) return { kind: 'written', id: (await github.addComment(number, body)).id };
    await github.changeComment(comment.id, body);
    return { kind: 'written', id: comment.id };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'not-written', why: error.message };
    throw error;
  }
}
