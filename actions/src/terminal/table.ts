import Table from 'cli-table3';
import picocolors from 'picocolors';

/** Without a terminal none, though `CI` is set: what a pipe or a log file holds is read by programs too. */
const colors = picocolors.createColors(
  picocolors.isColorSupported && (process.stdout.isTTY || (process.env['FORCE_COLOR'] ?? '') !== ''),
);

/** A line under the head, none between the rows. */
const NO_LINES = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** A table for people: coloured heads on a terminal, plain rules elsewhere. Rows are as long as `head`. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: head.map((text) => colors.bold(text)),
    style: { head: [], border: [] },
    chars: NO_LINES,
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}

/** Green for what opens, red for what failed, yellow for what could not be told. */
export function coloured(word: string): string {
  if (['deployed', 'unchanged', 'pass', 'good', 'yes'].includes(word)) return colors.green(word);
  if (['unproven', 'withdrawn', 'refused'].includes(word)) return colors.yellow(word);
  if (['reverted', 'frozen', 'fail', 'bad', 'no'].includes(word)) return colors.red(word);
  return word;
}

export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
