import type { ShownComment, ShownItem } from './read-comment.ts';
import { decodeRecord, type Sealing, type TickRecord, type Word } from './record.ts';

/** That our comment was edited, as GitHub’s event tells it. */
export interface CommentEdited {
  readonly by: { readonly login: string; readonly isPerson: boolean };
  readonly at: string;
  readonly before: ShownComment;
  readonly after: ShownComment;
}

export interface Heard {
  readonly record: TickRecord;
  /** Who changed the record by hand; `null` for nobody, `''` where nobody knows. */
  readonly alteredBy: string | null;
}

export interface Hearing {
  readonly items: readonly string[];
  /** The comment as it is now; `null` before there is one. */
  readonly current: ShownComment | null;
  readonly edited: CommentEdited | undefined;
  readonly head: string;
  readonly sealing: Sealing;
}

/**
 * What persons have said so far, and with this event. The record comes from the comment as it is now, so that two events
 * that come close together both count; who spoke, and when, comes from the event alone.
 */
export function hear(hearing: Hearing): Heard {
  const { current, edited, head, sealing } = hearing;
  const nothing: TickRecord = { commit: head, words: [] };
  const isByHand = edited?.by.isPerson === true && edited.before.record !== edited.after.record;
  if (isByHand) {
    // What stood there before the hand came counts on, less what the same hand took back.
    const before = decoded(edited.before.record, sealing) ?? nothing;
    const back = wordsIn(edited, hearing).filter(({ mark }) => mark === 'unticked');
    return { record: { commit: head, words: merged(before.words, back) }, alteredBy: edited.by.login };
  }
  const record = decoded(current?.record ?? null, sealing);
  const isAltered = current !== null && record === undefined;
  const words = edited === undefined ? [] : wordsIn(edited, hearing);
  return {
    record: { commit: head, words: merged((record ?? nothing).words, words) },
    alteredBy: isAltered ? '' : null,
  };
}

function decoded(text: string | null, sealing: Sealing): TickRecord | undefined {
  return text === null ? undefined : decodeRecord(text, sealing);
}

/** What the person changed. They saw the comment as it was written for a commit: their word is about that one. */
function wordsIn({ by, at, before, after }: CommentEdited, { items, sealing }: Hearing): Word[] {
  const seen = decoded(before.record, sealing);
  if (!by.isPerson || seen === undefined) return [];
  return items.flatMap((item): Word[] => {
    const change = changeOf(before.items.get(item) ?? BLANK, after.items.get(item) ?? BLANK);
    return change === undefined ? [] : [{ item, person: by.login, at, commit: seen.commit, ...change }];
  });
}

const BLANK: ShownItem = { isTicked: false, note: '' };

function changeOf(before: ShownItem, after: ShownItem): Pick<Word, 'mark' | 'reason'> | undefined {
  if (before.isTicked === after.isTicked && before.note === after.note) return undefined;
  if (!after.isTicked) return before.isTicked ? { mark: 'unticked', reason: null } : undefined;
  const [, said, reason = ''] = /^(n\/?a|not applicable)\b[\s:–—-]*(.*)$/i.exec(after.note) ?? [];
  if (said === undefined) return { mark: 'ticked', reason: null };
  return { mark: 'not-applicable', reason: reason.trim().slice(0, 300) };
}

/** The last word on each item. An event that comes late, or again, takes nothing back that was said after it. */
function merged(before: readonly Word[], heard: readonly Word[]): Word[] {
  const last = new Map(before.map((word) => [word.item, word]));
  for (const word of heard) {
    const known = last.get(word.item);
    if (known === undefined || isLater(word, known)) last.set(word.item, word);
  }
  return [...last.values()];
}

/** GitHub’s clock has whole seconds: of two words in one, the more careful counts. */
function isLater(word: Word, known: Word): boolean {
  const [one, other] = [Date.parse(word.at), Date.parse(known.at)];
  return one > other || (one === other && word.mark === 'unticked');
}
