import { escapeMarkdown } from '../runner/summary.ts';

/** What somebody else wrote is cut here: a thousand of them must fit into a page of a mebibyte. */
const LONGEST = 200;

/** Text from outside as a cell of a table, or as a part of a line. */
export function cell(text: string): string {
  return escapeMarkdown(text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
}

/** For what can hold no backtick: names, hashes, ids. */
export function code(text: string): string {
  return `\`${text.replaceAll(/[`|\s]+/g, ' ')}\``;
}

/** Shut until somebody opens it. Needs empty lines around what it holds, which is markdown again. */
export function folded(title: string, body: string): string {
  return `<details><summary>${cell(title)}</summary>\n\n${body}\n\n</details>`;
}

export function section(title: string, ...bodies: readonly string[]): string {
  return [`#### ${cell(title)}`, ...bodies.filter((body) => body !== '')].join('\n\n');
}

/** `1 commit`, `2 commits` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
