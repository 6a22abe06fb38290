import { NOT_APPLICABLE, type JudgedItem } from './judged-item.ts';

const SIGNS = { pass: '✅', fail: '❌', unproven: '⚠️' } as const;

export type TableRow = Pick<JudgedItem, 'group' | 'text' | 'verdict' | 'how' | 'by'>;

export const TABLE_HEAD = ['group', 'item', '', 'proved by', 'what was seen, or is missing'] as const;

/** A row an item; the group’s name stands in its first row alone. */
export function tableRows(items: readonly TableRow[]): string[][] {
  return items.map(({ group, text, verdict, how, by }, index) => [
    items[index - 1]?.group === group ? '' : group,
    text,
    signOf(verdict, how),
    how,
    by,
  ]);
}

/** What does not apply is not proved: it must not look so. */
export function signOf(verdict: JudgedItem['verdict'], how: string): string {
  return how === NOT_APPLICABLE ? '➖' : SIGNS[verdict];
}
