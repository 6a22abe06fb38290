import { expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { ChecklistItem } from '../policy/checklist-settings.ts';
import type { JudgedItem } from '../pre-deployment/judged-item.ts';
import type { Digest } from '../release/release.ts';
import { hear } from './hear.ts';
import { judgeTicks } from './judge-ticks.ts';
import { readComment, type ShownComment } from './read-comment.ts';
import { encodeRecord, type Word } from './record.ts';
import { HEAD, SEALING, word } from './testing/sample-words.ts';
import { writeComment } from './write-comment.ts';

jest.setTimeout(300_000);

const RUNS = 10_000;
const IDS = ['linting', 'types', 'review', 'load'];
const ITEMS: ChecklistItem[] = IDS.map((id) => ({
  id,
  text: `Item ${id}`,
  proof: { kind: 'person', fourEyes: id === 'review', mayNotApply: id === 'load' },
}));
/** What was truly said: one item is ticked, the others wait. */
const SAID: Word[] = [word()];
const BODY = writeComment({
  environment: 'production',
  items: IDS.map(asJudged),
  verdict: 'unproven',
  release: { id: '1.2.3-aaaaaaa-abababab', digest: 'ab'.repeat(32) as Digest },
  commit: HEAD,
  run: null,
  record: encodeRecord({ commit: HEAD, words: SAID }, SEALING),
  alteredBy: null,
});

function asJudged(id: string): JudgedItem {
  return {
    group: id === 'load' ? 'Testing' : 'Code quality',
    id,
    text: `Item ${id}`,
    verdict: id === 'linting' ? 'pass' : 'unproven',
    how: 'a person',
    by: 'ann',
    findings: [],
    isPersons: true,
    saidNotApplicable: null,
    link: null,
  };
}

/** Parts of Markdown that a parser has to hold apart, and of our own marks. */
const PIECES = [
  ...[
    '- [x] ',
    '* [X] ',
    '1. [x] ',
    '> ',
    '```\n',
    '~~~',
    '    ',
    '<!--',
    '-->',
    '<details>',
    '\n\n',
    '\r',
    '\0',
    '\u2028',
    '`',
    '[',
    '](',
    '|',
    '\\',
    '&#',
    '\t',
  ],
  ...IDS.map((id) => `<!-- tidegate:item ${id} -->`),
  '<!-- tidegate:record e30= -->',
  'N/A: whatever it may be',
  '[x]',
  '[ ]',
];

/** Cuts, doubles, swaps and puts things in, a few times over. */
const mutated = fc
  .array(
    fc.record({
      at: fc.nat(BODY.length),
      length: fc.nat(60),
      put: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 12, unit: 'binary' })),
      how: fc.constantFrom('cut', 'put', 'replace', 'double', 'tick'),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((changes) => changes.reduce(change, BODY));

interface Change {
  readonly at: number;
  readonly length: number;
  readonly put: string;
  readonly how: string;
}

function change(body: string, { at, length, put, how }: Change): string {
  const [head, part, tail] = [body.slice(0, at), body.slice(at, at + length), body.slice(at + length)];
  if (how === 'cut') return head + tail;
  if (how === 'put') return head + put + part + tail;
  if (how === 'double') return head + part + part + tail;
  if (how === 'tick') return body.replace('[ ]', '[x]');
  return head + put + tail;
}

const BEFORE = await readComment(BODY);

/** The items that are proved once the comment is so; `by`: whose edit it is that made it so. */
function proved(shown: ShownComment, by?: string): string[] {
  const edit = { at: '2026-05-04T12:00:00Z', before: BEFORE, after: shown };
  const edited = by === undefined ? undefined : { ...edit, by: { login: by, isPerson: true } };
  const { record, alteredBy } = hear({ items: IDS, current: shown, edited, head: HEAD, sealing: SEALING });
  const answers = judgeTicks(ITEMS, {
    head: HEAD,
    merged: null,
    isMergedOtherwise: false,
    builtFrom: HEAD.slice(0, 7),
    authors: new Set(['olaf']),
    writers: new Set(['ann', 'olaf']),
    words: record.words,
    shown,
    alteredBy,
    commits: '',
  });
  return IDS.filter((id) => answers[id]?.kind !== 'open');
}

it(`prove nothing that nobody said: ${RUNS} garbled comments, and whoever garbled them`, async () => {
  expect([proved(BEFORE), proved(await readComment(BODY.replaceAll('[ ]', '[x]')), 'ann')]).toEqual([
    ['linting'],
    IDS,
  ]);
  await fc.assert(
    fc.asyncProperty(mutated, async (body) => {
      const shown = await readComment(body);
      const byNobody = proved(shown).filter((id) => id !== 'linting');
      const byReader = proved(shown, 'gus').filter((id) => id !== 'linting');
      const byAuthor = proved(shown, 'olaf').filter((id) => id === 'review');
      expect([byNobody, byReader, byAuthor]).toEqual([[], [], []]);
    }),
    { numRuns: RUNS },
  );
});

it.each([
  ['brackets', '['.repeat(65_000)],
  ['quotations', '> '.repeat(32_000)],
  ['lists', '- '.repeat(32_000)],
  [
    'quotations behind text',
    Array.from({ length: 900 }, (_, depth) => `a${'>'.repeat(depth % 60)}`).join('\n'),
  ],
  ['nested lists', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}- [x] a`).join('\n')],
  ['stars', '*a_ '.repeat(16_000)],
  ['back-ticks', Array.from({ length: 350 }, (_, length) => '`'.repeat(length)).join(' ')],
  ['comments', '<!--'.repeat(16_000)],
  ['tags', '<a '.repeat(21_000)],
  ['entities', '&#x'.repeat(21_000)],
  ['escapes', '\\'.repeat(65_000)],
  ['tables', '|'.repeat(65_000)],
  ['definitions', '[a]: b\n'.repeat(9000)],
])(
  'a comment full of %s is read to its end',
  async (_what, body) => {
    expect((await readComment(body)).items.size).toBe(0);
  },
  30_000,
);
