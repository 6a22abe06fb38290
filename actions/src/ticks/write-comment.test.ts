import { describe, expect, it } from '@jest/globals';
import { NOT_APPLICABLE, type JudgedItem } from '../pre-deployment/judged-item.ts';
import type { Digest } from '../release/release.ts';
import { readComment } from './read-comment.ts';
import { encodeRecord } from './record.ts';
import { HEAD, SEALING, word } from './testing/sample-words.ts';
import { writeComment, type CommentFacts } from './write-comment.ts';

function item(changes: Partial<JudgedItem> = {}): JudgedItem {
  return {
    group: 'Code quality',
    id: 'linting',
    text: 'Linting passes',
    verdict: 'pass',
    how: 'a person',
    by: 'ann, ticked',
    findings: [],
    isPersons: true,
    saidNotApplicable: null,
    link: null,
    ...changes,
  };
}

const OPEN = {
  verdict: 'unproven',
  findings: [{ code: 'item-open', message: 'It waits.', remedy: 'Tick it.' }],
} as const;

function comment(items: readonly JudgedItem[], changes: Partial<CommentFacts> = {}): string {
  return writeComment({
    environment: 'production',
    items,
    verdict: 'unproven',
    release: { id: '1.2.3-aaaaaaa-abababab', digest: 'ab'.repeat(32) as Digest },
    commit: HEAD,
    run: 'https://github.example/octo/shop/actions/runs/7',
    record: encodeRecord({ commit: HEAD, words: [word()] }, SEALING),
    alteredBy: null,
    ...changes,
  });
}

describe('the comment', () => {
  it('is read back as it was written', async () => {
    const items = [
      item(),
      item({ id: 'review', ...OPEN }),
      item({ id: 'tests', isPersons: false, how: 'gate tests' }),
      item({
        id: 'redis',
        how: NOT_APPLICABLE,
        saidNotApplicable: 'a [b](c) *d* <e> `f` | @g & h',
      }),
    ];
    const body = comment(items);
    const { items: shown, record } = await readComment(body);
    expect(Object.fromEntries(shown)).toEqual({
      linting: { isTicked: true, note: '' },
      review: { isTicked: false, note: '' },
      redis: { isTicked: true, note: 'N/A: a [b](c) *d* <e> `f` | @\u200Bg & h' },
    });
    expect(record).toBe(encodeRecord({ commit: HEAD, words: [word()] }, SEALING));
    expect(body.startsWith('<!-- tidegate:checklist production -->')).toBe(true);
  });

  it('leaves a tick whose event is under way, and marks it', async () => {
    const finding = {
      code: 'tick-unaccounted',
      message: 'It is ticked, and no event has told by whom.',
    } as const;
    const body = comment([item({ verdict: 'unproven', findings: [finding], by: finding.message })]);
    expect((await readComment(body)).items.get('linting')).toEqual({ isTicked: true, note: '' });
    expect(body).toContain('⚠️');
  });

  it('lets no text from outside become a box, a record, a link or a mention', async () => {
    const hostile =
      'x\n- [x] y <!-- tidegate:item mail -->\n\n<!-- tidegate:record YWJj -->\n@octocat [a](b)';
    const body = comment([
      item({ text: hostile, by: hostile }),
      item({ id: 'review', ...OPEN, by: hostile }),
    ]);
    const { items, record } = await readComment(body);
    expect([...items.keys()]).toEqual(['linting', 'review']);
    expect(record).not.toBeNull();
    expect(body).not.toMatch(/@octocat|\n- \[x\] y|[^\\]\[a\]\(b\)/);
  });

  it('shows the proof where there is a page for it', () => {
    const link = 'https://github.example/octo/shop/actions/runs/7';
    expect(comment([item({ isPersons: false, how: 'gate tests', link })])).toContain(`[gate tests](${link})`);
  });

  it('says that its record was changed, and by whom', () => {
    expect(comment([item()], { alteredBy: 'gus' })).toContain('changed by gus');
    expect(comment([item()], { alteredBy: '' })).toContain('changed by hand');
  });

  it('stays within what GitHub takes, with every box and the record', async () => {
    const items = Array.from({ length: 60 }, (_, index) =>
      item({
        id: `an-item-with-a-long-name-${index}`,
        text: '*'.repeat(120),
        by: '<&>'.repeat(1000),
        isPersons: index % 2 === 0,
        ...OPEN,
      }),
    );
    const words = items.map(({ id }) => word({ item: id, person: 'p'.repeat(39), reason: 'r'.repeat(100) }));
    const record = encodeRecord({ commit: HEAD, words }, SEALING);
    const body = comment(items, { record });
    expect(body.length).toBeLessThanOrEqual(65_536);
    const shown = await readComment(body);
    expect([shown.items.size, shown.record]).toEqual([30, record]);
  });
});
