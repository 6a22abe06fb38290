import { describe, expect, it } from '@jest/globals';
import type { ChecklistItem, PersonProof } from '../policy/checklist-settings.ts';
import type { PersonAnswer } from '../pre-deployment/person-answer.ts';
import { judgeTicks, type TickFacts } from './judge-ticks.ts';
import { HEAD, OLDER, word } from './testing/sample-words.ts';

const TICKED = { items: new Map([['linting', { isTicked: true, note: '' }]]), record: '' };
const FACTS: TickFacts = {
  head: HEAD,
  merged: null,
  isMergedOtherwise: false,
  builtFrom: HEAD.slice(0, 7),
  authors: new Set(['olaf']),
  writers: new Set(['ann', 'olaf']),
  words: [word()],
  shown: TICKED,
  alteredBy: null,
  commits: 'https://github.example/octo/shop/commit/',
};

function judge(facts: Partial<TickFacts>, proof: Partial<PersonProof> = {}): PersonAnswer | undefined {
  const person = { kind: 'person', fourEyes: false, mayNotApply: false, ...proof } as const;
  const items: ChecklistItem[] = [{ id: 'linting', text: 'Linting', proof: person }];
  return judgeTicks(items, { ...FACTS, ...facts })['linting'];
}

describe('a tick', () => {
  it('counts, with who and at which commit', () => {
    expect(judge({})).toEqual({
      kind: 'answered',
      by: 'ann',
      how: 'ticked 2026-05-04 10:00 UTC at aaaaaaa',
      link: `https://github.example/octo/shop/commit/${HEAD}`,
    });
    expect(judge({ words: [word({ person: 'Ann' })] })).toMatchObject({ kind: 'answered' });
    expect(judge({}, { fourEyes: true })).toMatchObject({ kind: 'answered' });
  });

  it('counts for the commit that merging gives, too', () => {
    expect(judge({ builtFrom: 'c'.repeat(7), merged: 'c'.repeat(40) })).toMatchObject({ kind: 'answered' });
  });

  it.each<[string, Partial<TickFacts>, Partial<PersonProof>, string]>([
    ['of nobody', { words: [], shown: null }, {}, 'item-open'],
    ['that was taken back', { words: [word({ mark: 'unticked' })], shown: null }, {}, 'item-open'],
    ['that the comment no longer shows', { shown: null }, {}, 'item-open'],
    ['without an event', { words: [] }, {}, 'tick-unaccounted'],
    ['taken back, and shown all the same', { words: [word({ mark: 'unticked' })] }, {}, 'tick-unaccounted'],
    ['at an earlier commit', { words: [word({ commit: OLDER })] }, {}, 'tick-outdated'],
    [
      'whose merge holds other files',
      { builtFrom: 'c'.repeat(7), merged: 'c'.repeat(40), isMergedOtherwise: true },
      {},
      'tick-outdated',
    ],
    ['for another artifact', { builtFrom: 'c'.repeat(7) }, {}, 'tick-outdated'],
    [
      'for an artifact that another merge gave',
      { builtFrom: 'c'.repeat(7), merged: OLDER },
      {},
      'tick-outdated',
    ],
    ['by a reader', { writers: new Set(['olaf']) }, {}, 'tick-refused'],
    [
      'by an author, where it takes four eyes',
      { words: [word({ person: 'Olaf' })] },
      { fourEyes: true },
      'tick-refused',
    ],
    ['where the record was altered, without an event', { words: [], alteredBy: 'gus' }, {}, 'record-altered'],
    ['where the record was altered', { words: [], shown: null, alteredBy: '' }, {}, 'record-altered'],
  ])('%s does not count', (_what, facts, proof, code) => {
    expect(judge(facts, proof)).toMatchObject({ kind: 'open', code });
  });

  it('by an author counts where one pair of eyes will do', () => {
    expect(judge({ words: [word({ person: 'olaf' })] })).toMatchObject({ kind: 'answered', by: 'olaf' });
  });
});

describe('the word that an item does not apply', () => {
  const said = { words: [word({ mark: 'not-applicable', reason: 'nothing in it uses Redis' })] };

  it('counts with a reason, where the policy allows it', () => {
    expect(judge(said, { mayNotApply: true })).toMatchObject({
      kind: 'not-applicable',
      by: 'ann',
      reason: 'nothing in it uses Redis',
    });
  });

  it.each([
    ['where the policy does not allow it', said, false],
    ['without a reason', { words: [word({ mark: 'not-applicable', reason: '' })] }, true],
    [
      'with a reason that says nothing',
      { words: [word({ mark: 'not-applicable', reason: 'because' })] },
      true,
    ],
  ])('is refused %s', (_what, facts, mayNotApply) => {
    expect(judge(facts, { mayNotApply })).toMatchObject({ kind: 'open', code: 'not-applicable-refused' });
  });
});
