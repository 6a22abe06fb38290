/** Cumulative counts: `counts[i]` values are at most `bounds[i]`. Bounds rise; the last one is Infinity. */
interface CumulativeCounts {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/**
 * The upper bound of the bucket that holds the quantile: the true quantile is never larger, so a limit derived from it
 * is never too strict. Nothing is interpolated, as inside a bucket nothing is known. Infinity when the quantile lies
 * beyond the last finite bound; NaN without values.
 */
export function quantileOfHistogram({ bounds, counts }: CumulativeCounts, share: number): number {
  const total = counts.at(-1) ?? 0;
  if (total === 0) return Number.NaN;
  const rank = rankOf(share, total);
  return bounds[counts.findIndex((count) => count >= rank)] ?? Number.POSITIVE_INFINITY;
}

/** The nearest-rank quantile: the smallest value that at least `share` of the values don't exceed. NaN without values. */
export function quantileOfValues(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[rankOf(share, values.length) - 1] ?? Number.NaN;
}

/**
 * How many values may be over `limit`: the exact number where `limit` is a bound, and otherwise the number over the
 * next bound below, which is never too small.
 */
export function countOver({ bounds, counts }: CumulativeCounts, limit: number): number {
  const total = counts.at(-1) ?? 0;
  const bucket = bounds.findLastIndex((bound) => bound <= limit);
  return total - (counts[bucket] ?? 0);
}

function rankOf(share: number, total: number): number {
  // Without the rounding 0.07 × 100 is 7.000000000000001, and its ceiling 8.
  return Math.max(1, Math.ceil(Math.round(share * total * 1e6) / 1e6));
}
