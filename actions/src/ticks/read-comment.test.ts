import { describe, expect, it } from '@jest/globals';
import { itemMark, recordMark } from './marks.ts';
import { readComment } from './read-comment.ts';

async function itemsIn(body: string): Promise<Record<string, boolean>> {
  const { items } = await readComment(body);
  return Object.fromEntries([...items].map(([id, { isTicked }]) => [id, isTicked]));
}

describe('a box in the comment', () => {
  it.each(['-', '*', '+', '1.', '7)', '-  ', '   -'])('is read behind the bullet %j', async (bullet) => {
    const [open, ticked] = [`${bullet} [ ] A ${itemMark('a')}`, `${bullet} [x] A ${itemMark('a')}`];
    expect(await itemsIn(open)).toEqual({ a: false });
    expect(await itemsIn(ticked)).toEqual({ a: true });
    expect(await itemsIn(ticked.replace('[x]', '[X]'))).toEqual({ a: true });
  });

  it.each<[string, string]>([
    ['in a fenced code block', '```\n- [x] A MARK\n```'],
    ['in a fence that is never closed', '~~~\n- [x] A MARK'],
    ['in an indented code block', '    - [x] A MARK'],
    ['in a quotation', '> - [x] A MARK'],
    ['in a list inside a list', '- B\n  - [x] A MARK'],
    ['in a comment', '<!--\n- [x] A MARK\n-->'],
    ['in HTML', '<details>\n- [x] A MARK\n</details>'],
    ['whose mark is code', '- [x] A `MARK`'],
    ['whose mark is escaped', '- [x] A \\MARK'],
    ['without a list', '[x] A MARK'],
    ['that is no box', '- x A MARK'],
    ['whose mark is in another paragraph', '- [x] A\n\n  MARK'],
    ['of another form', '- [x] A <!-- tidegate:item  a -->'],
  ])('is not read %s', async (_where, body) => {
    expect(await itemsIn(body.replace('MARK', itemMark('a')))).toEqual({});
  });

  it('counts as ticked only where every box of the item is', async () => {
    const [open, ticked] = [`- [ ] A ${itemMark('a')}`, `- [x] A ${itemMark('a')}`];
    expect(await itemsIn(`${open}\n${ticked}`)).toEqual({ a: false });
    expect(await itemsIn(`${ticked}\n\ntext\n\n${open}`)).toEqual({ a: false });
    expect(await itemsIn(`${ticked}\n${ticked}`)).toEqual({ a: true });
  });

  it('has a note behind it, of its own line alone', async () => {
    const body = `- [x] A N/A: not this ${itemMark('a')}  N/A: *no* mail &amp; \\_none\\_\n  and not this`;
    expect((await readComment(body)).items.get('a')?.note).toBe('N/A: *no* mail & _none_');
  });
});

describe('the record in the comment', () => {
  it('is read where it stands alone, once', async () => {
    const mark = recordMark('YWJj');
    expect((await readComment(`text\n\n${mark}`)).record).toBe('YWJj');
    for (const body of [`${mark}\n\n${mark}`, `- ${mark}`, `> ${mark}`, `\`\`\`\n${mark}\n\`\`\``, 'text'])
      expect((await readComment(body)).record).toBeNull();
  });

  it('is not looked for below forty quotations and lists in one another', async () => {
    const deep = `${recordMark('YWJj')}\n\n${'> - '.repeat(20)}a`;
    expect((await readComment(deep)).record).toBeNull();
    expect((await readComment(deep.replace('> ', ''))).record).toBe('YWJj');
  });

  it('is not looked for in a text that is longer than GitHub takes', async () => {
    const body = `${recordMark('YWJj')}\n\n${'a'.repeat(65_536)}`;
    expect(await readComment(body)).toEqual({ items: new Map(), record: null });
  });
});
