import { invalidReport, type Place } from './invalid-report.ts';

const MOST = 2 ** 31;

/** A count as an attribute writes it: digits. Never NaN, never negative, never a share. */
export function countIn(text: string | undefined, what: string, place: Place): number {
  const value = text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= 0) return value;
  throw invalidReport(place, `a count as ${what}`, text === undefined ? 'none' : `"${text}"`);
}

export function lineNumberIn(text: string | undefined, place: Place): number {
  const line = countIn(text, 'the number of a line', place);
  if (line >= 1 && line <= MOST) return line;
  throw invalidReport(place, 'the number of a line, from 1', String(line));
}

/** `hit` of `found`, of which there can't be more than there are. */
export function checkedTotals(
  totals: { readonly found: number; readonly hit: number },
  what: string,
  place: Place,
): { found: number; hit: number } {
  if (totals.hit <= totals.found) return { found: totals.found, hit: totals.hit };
  throw invalidReport(
    place,
    `at most as many covered ${what} as there are`,
    `${totals.hit} of ${totals.found}`,
  );
}

/** A rate from 0 to 1 that nothing is taken from: one that is no number tells of a report that went wrong. */
export function checkRate(text: string | undefined, what: string, place: Place): void {
  if (text === undefined) return;
  const rate = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (rate >= 0 && rate <= 1) return;
  throw invalidReport(place, `a ${what} from 0 to 1`, `"${text}"`);
}
