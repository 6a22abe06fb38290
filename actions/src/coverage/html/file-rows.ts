import type { Counters } from '../counters.ts';
import { linesOf, METRICS, totalsIn, type FileCoverage } from '../file-coverage.ts';
import { percentOf } from '../thresholds.ts';
import { escapeMarkup } from './escape.ts';

const MOST_RANGES = 12;

/** The files with most uncovered lines first. */
export function fileRows(files: readonly FileCoverage[]): string {
  return files
    .map((file) => ({ file, missed: missedLines(file) }))
    .toSorted((one, other) => other.missed - one.missed || (one.file.path < other.file.path ? -1 : 1))
    .map(({ file }) => row(file))
    .join('\n');
}

function missedLines(file: FileCoverage): number {
  const { found, hit } = totalsIn(file, 'lines') ?? { found: 0, hit: 0 };
  return found - hit;
}

function row(file: FileCoverage): string {
  const cells = METRICS.map((metric) => {
    const totals = totalsIn(file, metric);
    if (totals === undefined || totals.found === 0) return '<td class="none">–</td>';
    const share = Math.floor((totals.hit * 100) / totals.found);
    return `<td><meter min="0" max="100" low="60" high="80" optimum="100" value="${share}"></meter> ${percentOf(totals)}</td>`;
  });
  const lines = linesOf(file);
  const uncovered = lines === undefined ? '' : uncoveredText(lines);
  return `<tr><th scope="row">${escapeMarkup(file.path)}</th>${cells.join('')}<td class="lines">${uncovered}</td></tr>`;
}

/** Runs of counted lines: those in between that nobody counts don’t part them. */
function uncoveredText(lines: Counters): string {
  const ranges: [number, number][] = [];
  let isOpen = false;
  for (const mark of lines) {
    const line = Math.floor(mark / 2);
    const last = ranges.at(-1);
    if (mark % 2 === 1) isOpen = false;
    else if (isOpen && last !== undefined) last[1] = line;
    else {
      ranges.push([line, line]);
      isOpen = true;
    }
  }
  const shown = ranges
    .slice(0, MOST_RANGES)
    .map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  return [...shown, ...(ranges.length > MOST_RANGES ? [`and ${ranges.length - MOST_RANGES} more`] : [])].join(
    ', ',
  );
}
