import { UserError } from '../errors.ts';
import type { Comment, GitHub, PullRequest } from '../github/github.ts';
import type { ChecklistItem } from '../policy/checklist-settings.ts';
import { allOpen, type PersonAnswers, type WhyOpen } from '../pre-deployment/person-answer.ts';
import { hear } from '../ticks/hear.ts';
import { judgeTicks } from '../ticks/judge-ticks.ts';
import { commentMark } from '../ticks/marks.ts';
import { readComment } from '../ticks/read-comment.ts';
import { encodeRecord, type Sealing, type Word } from '../ticks/record.ts';
import { editedIn, type RunEvent } from './event.ts';

/** What a pull request’s thread says of the items that wait for persons. */
export type Thread =
  | {
      readonly kind: 'read';
      readonly answers: PersonAnswers;
      /** The newest commit. */
      readonly head: string;
      /** Ours; `undefined` before there is one. */
      readonly comment: Comment | undefined;
      /** To be written into it. */
      readonly record: string;
      readonly alteredBy: string | null;
    }
  | { readonly kind: 'unread'; readonly answers: PersonAnswers; readonly why: string };

export interface ThreadWish {
  /** `undefined` without a token. */
  readonly github: GitHub | undefined;
  readonly repository: string;
  readonly number: number | undefined;
  readonly environment: string;
  readonly items: readonly ChecklistItem[];
  readonly event: RunEvent;
  readonly commentAuthor: string;
  readonly key: string;
  readonly builtFrom: string;
  /** Where a commit can be seen, with its hash to be added. */
  readonly commits: string;
}

export async function gatherThread(wish: ThreadWish): Promise<Thread> {
  const { github, number } = wish;
  if (github === undefined)
    return unread(wish, {
      code: 'item-open',
      message: 'No token was given, as on a fork’s pull request: nobody’s tick can be read.',
      remedy: 'Run it with `token`, where the pull request is one of this repository’s own branches.',
    });
  if (number === undefined)
    return unread(wish, {
      code: 'item-open',
      message: 'Neither the event nor `pull-request` names the pull request whose ticks count.',
      remedy: 'Give `pull-request`.',
    });
  try {
    return await readThread(wish, { github, number });
  } catch (error) {
    // What needs no GitHub is decided all the same.
    if (error instanceof UserError) return unread(wish, error);
    throw error;
  }
}

function unread({ items }: ThreadWish, why: WhyOpen): Thread {
  return { kind: 'unread', answers: allOpen(items, why), why: why.message };
}

async function readThread(
  wish: ThreadWish,
  { github, number }: { github: GitHub; number: number },
): Promise<Thread> {
  const { items, environment, event, repository, key } = wish;
  const pull = await github.pullRequest(number);
  const comment = ourComment(await github.comments(number), wish);
  const sealing: Sealing = { thread: `${repository}#${number}@${environment}`, key };
  const shown = comment === undefined ? null : await readComment(comment.body);
  const { record, alteredBy } = hear({
    items: items.flatMap(({ id, proof }) => (proof.kind === 'person' ? [id] : [])),
    current: shown,
    edited: await editedIn(event, comment?.id),
    head: pull.head,
    sealing,
  });
  const answers = judgeTicks(items, {
    ...pull,
    ...wish,
    words: record.words,
    shown,
    alteredBy,
    isMergedOtherwise: await isMergedOtherwise(github, pull, wish),
    authors: lowered([pull.author, ...(await github.commitAuthors(number))]),
    writers: await writersAmong(github, personsAt(record.words, pull.head)),
  });
  return {
    kind: 'read',
    answers,
    head: pull.head,
    comment,
    record: encodeRecord(record, sealing),
    alteredBy,
  };
}

/** A tick is about files. The merge of a head that is not up to date with its base holds others, and has a hash of its own. */
async function isMergedOtherwise(
  github: GitHub,
  { head, merged, isMerged }: PullRequest,
  { builtFrom }: ThreadWish,
): Promise<boolean> {
  if (!isMerged || merged === null || head.startsWith(builtFrom)) return false;
  const [before, after] = await Promise.all([github.treeOf(head), github.treeOf(merged)]);
  return before !== after;
}

/** The oldest of ours; also the one that somebody emptied just now. */
function ourComment(comments: readonly Comment[], wish: ThreadWish): Comment | undefined {
  const { environment, event, commentAuthor } = wish;
  const mark = commentMark(environment);
  const ours = comments.filter(({ author }) => author.toLowerCase() === commentAuthor.toLowerCase());
  const wasOurs = event.changes?.body?.from.startsWith(mark) === true;
  return ours.find(({ id, body }) => body.startsWith(mark) || (wasOurs && id === event.comment?.id));
}

function personsAt(words: readonly Word[], head: string): string[] {
  const counting = words.filter(({ commit, mark }) => commit === head && mark !== 'unticked');
  return [...new Set(counting.map(({ person }) => person))];
}

/** Asked now, for each: whoever ticked may have lost the permission since. */
async function writersAmong(github: GitHub, persons: readonly string[]): Promise<ReadonlySet<string>> {
  const writers: string[] = [];
  for (const person of persons) {
    if (['admin', 'write'].includes(await github.permissionOf(person))) writers.push(person);
  }
  return lowered(writers);
}

function lowered(logins: readonly string[]): ReadonlySet<string> {
  return new Set(logins.map((login) => login.toLowerCase()));
}
