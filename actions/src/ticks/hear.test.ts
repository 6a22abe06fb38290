import { describe, expect, it } from '@jest/globals';
import { hear, type CommentEdited, type Heard } from './hear.ts';
import type { ShownComment } from './read-comment.ts';
import { encodeRecord, type Word } from './record.ts';
import { HEAD, OLDER, SEALING, word } from './testing/sample-words.ts';

const AT = '2026-05-04T11:00:00Z';

/** A comment with these words on record, and these items ticked. */
function shown(words: readonly Word[], ticked: Record<string, string> = {}, commit = HEAD): ShownComment {
  const items = Object.entries(ticked).map(([id, note]) => [id, { isTicked: true, note }] as const);
  return { items: new Map(items), record: encodeRecord({ commit, words }, SEALING) };
}

function edited(
  before: ShownComment,
  after: ShownComment,
  changes: Partial<CommentEdited> = {},
): CommentEdited {
  return { by: { login: 'ann', isPerson: true }, at: AT, before, after, ...changes };
}

function heard(current: ShownComment | null, event: CommentEdited | undefined, head = HEAD): Heard {
  return hear({ items: ['linting', 'review'], current, edited: event, head, sealing: SEALING });
}

describe('hearing of an edit', () => {
  it('takes down who ticked, when, and at which commit', () => {
    const [before, after] = [shown([]), shown([], { linting: '' })];
    expect(heard(after, edited(before, after))).toEqual({
      alteredBy: null,
      record: { commit: HEAD, words: [word({ at: AT })] },
    });
  });

  it('takes the commit from what the person saw, not from what is newest now', () => {
    const [before, after] = [shown([], {}, OLDER), shown([], { linting: '' }, OLDER)];
    const { record } = heard(after, edited(before, after));
    expect(record).toEqual({ commit: HEAD, words: [word({ at: AT, commit: OLDER })] });
  });

  it('takes down that a tick was taken back', () => {
    const [before, after] = [shown([word()], { linting: '' }), shown([word()])];
    expect(heard(after, edited(before, after)).record.words).toEqual([word({ at: AT, mark: 'unticked' })]);
  });

  it.each([
    ['N/A: nothing in it uses Redis', 'nothing in it uses Redis'],
    ['n/a – nothing', 'nothing'],
    ['Not applicable', ''],
    ['NA', ''],
  ])('takes %j for a word that the item does not apply', (note, reason) => {
    const [before, after] = [shown([]), shown([], { linting: note })];
    expect(heard(after, edited(before, after)).record.words).toEqual([
      word({ at: AT, mark: 'not-applicable', reason }),
    ]);
  });

  it('takes a remark behind the box for a remark', () => {
    const [before, after] = [shown([]), shown([], { linting: 'see NASA' })];
    expect(heard(after, edited(before, after)).record.words).toMatchObject([
      { mark: 'ticked', reason: null },
    ]);
  });

  it('hears nothing of items that the policy does not have', () => {
    const [before, after] = [shown([]), shown([], { unknown: '' })];
    expect(heard(after, edited(before, after)).record.words).toEqual([]);
  });

  it('hears no bot', () => {
    const [before, after] = [shown([]), shown([], { linting: '' })];
    const by = { login: 'helper[bot]', isPerson: false };
    expect(heard(after, edited(before, after, { by }))).toMatchObject({
      record: { words: [] },
      alteredBy: null,
    });
  });

  it('keeps what others said, also what was written down since the event', () => {
    const [before, after] = [shown([]), shown([], { linting: '' })];
    const current = shown([word({ item: 'review', person: 'gus' })], { linting: '', review: '' });
    expect(heard(current, edited(before, after)).record.words.map(({ item }) => item)).toEqual([
      'review',
      'linting',
    ]);
  });
});

describe('an event that comes late, or again', () => {
  const [before, after] = [shown([]), shown([], { linting: '' })];

  it('takes nothing back that was said after it', () => {
    const later = word({ mark: 'unticked', at: '2026-05-04T11:00:01Z' });
    expect(heard(shown([later]), edited(before, after)).record.words).toEqual([later]);
  });

  it('of two words in one second lets the more careful count', () => {
    const untick = word({ mark: 'unticked', at: AT });
    expect(heard(shown([untick]), edited(before, after)).record.words).toEqual([untick]);
    const tick = word({ at: AT });
    const back = edited(shown([tick], { linting: '' }), shown([tick]));
    expect(heard(shown([tick]), back).record.words).toEqual([untick]);
  });
});

describe('a record that was changed by hand', () => {
  const sound = shown([word()], { linting: '' });
  const forged = shown([word(), word({ item: 'review', person: 'olaf' })], { linting: '', review: '' });

  it('is not believed, though its seals are right; what stood there before counts on', () => {
    const { record, alteredBy } = heard(forged, edited(sound, forged));
    expect([record.words, alteredBy]).toEqual([[word()], 'ann']);
  });

  it('brings the same edit’s ticks to nothing, and not what it takes back', () => {
    const emptied: ShownComment = { items: new Map(), record: null };
    expect(heard(emptied, edited(sound, emptied)).record.words).toEqual([word({ at: AT, mark: 'unticked' })]);
    const ticking: ShownComment = { ...forged, record: 'YWJj' };
    expect(heard(ticking, edited(sound, ticking)).record.words).toEqual([word()]);
  });

  it('is noticed without an event too, when it does not hold', () => {
    const broken: ShownComment = { ...sound, record: 'YWJj' };
    expect(heard(broken, undefined)).toEqual({ record: { commit: HEAD, words: [] }, alteredBy: '' });
    expect(heard({ ...sound, record: null }, undefined).alteredBy).toBe('');
  });

  it('is none where there is no comment yet', () => {
    expect(heard(null, undefined)).toEqual({ record: { commit: HEAD, words: [] }, alteredBy: null });
  });
});
