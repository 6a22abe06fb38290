import leven from 'leven';

/** The candidates most like what was written, best first, at most three: for messages about names that aren't there. */
export function nearest(written: string, candidates: readonly string[]): string[] {
  return [...candidates].sort((a, b) => leven(written, a) - leven(written, b)).slice(0, 3);
}
