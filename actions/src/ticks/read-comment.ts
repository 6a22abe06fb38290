import type { ListItem, Paragraph, Root } from 'mdast';
import { itemOfMark, recordOfMark } from './marks.ts';

export interface ShownItem {
  readonly isTicked: boolean;
  /** What stands behind it on its line: `N/A: …`. */
  readonly note: string;
}

/** What a comment of ours shows, as far as it can be read. */
export interface ShownComment {
  readonly items: ReadonlyMap<string, ShownItem>;
  /** The record as it stands there; `null` where there is none, or more than one. */
  readonly record: string | null;
}

export const SHOWS_NOTHING: ShownComment = { items: new Map(), record: null };

/** GitHub takes no longer comment; what is longer is none of its. */
const LONGEST = 65_536;

/** Quotations and lists so deep in one another are nobody’s, and take the parser time by the square of their depth. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])){40}/m;

/** Emphasis, links and images are none of ours, and cost a parser the most. */
const NOT_NEEDED = [
  'attention',
  'autolink',
  'definition',
  'hardBreakEscape',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
];

/**
 * Reads a comment as Markdown: a box counts only as an item of a list of its own, whatever its bullet. In a quotation, a
 * code block or another list it is an example of somebody’s.
 */
export async function readComment(body: string): Promise<ShownComment> {
  if (body.length > LONGEST || TOO_DEEP.test(body)) return SHOWS_NOTHING;
  const root = await parse(body);
  const items = new Map<string, ShownItem>();
  for (const item of root.children.flatMap((node) => (node.type === 'list' ? node.children : []))) {
    const [id, shown] = readItem(item) ?? [];
    if (id === undefined || shown === undefined) continue;
    const before = items.get(id);
    // Two boxes for one item are ticked when both are.
    items.set(id, before === undefined ? shown : { ...shown, isTicked: shown.isTicked && before.isTicked });
  }
  return { items, record: recordIn(root) };
}

/** Loaded here: only a run that has a comment to read needs it. */
async function parse(body: string): Promise<Root> {
  const [{ fromMarkdown }, { gfmTaskListItem }, { gfmTaskListItemFromMarkdown }] = await Promise.all([
    import('mdast-util-from-markdown'),
    import('micromark-extension-gfm-task-list-item'),
    import('mdast-util-gfm-task-list-item'),
  ]);
  return fromMarkdown(body, {
    extensions: [gfmTaskListItem(), { disable: { null: NOT_NEEDED } }],
    mdastExtensions: [gfmTaskListItemFromMarkdown()],
  });
}

function readItem({ checked, children: [line] }: ListItem): [string, ShownItem] | undefined {
  if (typeof checked !== 'boolean' || line?.type !== 'paragraph') return undefined;
  const { children } = line;
  const at = children.findIndex((node) => node.type === 'html' && itemOfMark(node.value) !== undefined);
  const mark = children[at];
  const id = mark?.type === 'html' ? itemOfMark(mark.value) : undefined;
  if (id === undefined) return undefined;
  return [id, { isTicked: checked, note: noteBehind(line, at) }];
}

function noteBehind({ children }: Paragraph, at: number): string {
  const text = children
    .slice(at + 1)
    .map((node) => ('value' in node ? node.value : '\n'))
    .join('');
  return (text.split('\n', 1)[0] ?? '').trim();
}

function recordIn({ children }: Root): string | null {
  const found = children.flatMap((node) => (node.type === 'html' ? (recordOfMark(node.value) ?? []) : []));
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? null : only;
}
