import type { Release } from '../release/release.ts';
import { cell, code } from './markdown.ts';

/** The repository's page; `null` on a machine that is no runner: then nothing is linked. */
export type Pages = string | null;

export function commitLink(pages: Pages, commit: string): string {
  const text = code(commit.slice(0, 7));
  return pages === null ? text : `[${text}](${pages}/commit/${commit})`;
}

export function pullLink(pages: Pages, pull: number): string {
  return pages === null ? cell(`#${pull}`) : `[#${pull}](${pages}/pull/${pull})`;
}

export function compareLink(pages: Pages, { from, to }: { from: string; to: string }): string {
  return pages === null ? '' : `[Compare the two](${pages}/compare/${from}...${to})`;
}

export function releaseLink(pages: Pages, { id, commit }: Release): string {
  return `${code(id)} (${commitLink(pages, commit)})`;
}
