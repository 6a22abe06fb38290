import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LineRange } from '../../git/changed-lines.ts';
import type { Measurement } from '../measure.ts';
import { percentOf } from '../thresholds.ts';
import { escapeMarkup } from './escape.ts';

const CONTEXT = 2;
const MOST_LINES = 400;

/** The changed lines that no test reaches, with their text. */
export async function patchSections({ patch, tree }: Measurement): Promise<string> {
  const files = (patch?.files ?? []).filter(({ uncovered }) => uncovered.length > 0);
  if (files.length === 0) return '';
  const sections = await Promise.all(
    files.map(async ({ path, totals, uncovered }) => {
      const text = await readFile(join(tree.root, tree.folder, path), 'utf8');
      return `<details open><summary>${escapeMarkup(path)} <small>${percentOf(totals)} of ${totals.found} changed lines</small></summary>\n${listing(text.split('\n'), uncovered)}</details>`;
    }),
  );
  return `<h2>Uncovered changes</h2>\n${sections.join('\n')}`;
}

function listing(lines: readonly string[], uncovered: readonly LineRange[]): string {
  const marked = new Set(uncovered.flatMap(({ from, to }) => span(from, to)));
  const shown = new Set(uncovered.flatMap(({ from, to }) => span(from - CONTEXT, to + CONTEXT)));
  const rows: string[] = [];
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    if (!shown.has(line)) continue;
    if (rows.length === MOST_LINES) {
      rows.push('<li class="cut">and more</li>');
      break;
    }
    rows.push(
      `<li value="${line}"${marked.has(line) ? ' class="uncovered"' : ''}><code>${escapeMarkup(text) || ' '}</code></li>`,
    );
  }
  return `<ol>${rows.join('')}</ol>`;
}

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
