import type { JobView } from '../runner/job-view.ts';

/** What a reader sees of a job: its summary without the signs of its markup, and what stands on top of the run. */
export function pageOf({ summary, annotations }: JobView): string {
  const notes = annotations.map(({ level, message }) => `${level}: ${message}`);
  return [summary.replaceAll('\\', ''), ...notes].join('\n');
}

/** What a page does not say, with the page itself for whoever reads the failure. */
export function missingIn(page: string, words: readonly string[]): string[] {
  const missing = words.filter((word) => !page.includes(word));
  return missing.length === 0 ? [] : [...missing, page];
}
