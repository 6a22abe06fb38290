/** A unimodal distribution over whole numbers, by the logarithm of its mass at one point and the ratio of neighbours. */
interface Masses {
  readonly logMassAt: (k: number) => number;
  /** mass(k + 1) / mass(k) */
  readonly ratioAt: (k: number) => number;
  readonly first: number;
  readonly last: number;
  readonly mean: number;
}

/**
 * P(X >= k). Sums from k away from the mean, so the terms only fall and the sum stops when they no longer count:
 * about the standard deviation's number of terms, however large the sample.
 */
export function upperTail(masses: Masses, k: number): number {
  if (k <= masses.first) return 1;
  if (k > masses.last) return 0;
  return k > masses.mean ? sumUpwards(masses, k) : Math.max(0, 1 - sumDownwards(masses, k - 1));
}

function sumUpwards({ logMassAt, ratioAt, last }: Masses, from: number): number {
  let term = Math.exp(logMassAt(from));
  let sum = term;
  for (let k = from; k < last && term > sum * Number.EPSILON; k += 1) {
    term *= ratioAt(k);
    sum += term;
  }
  return Math.min(1, sum);
}

function sumDownwards({ logMassAt, ratioAt, first }: Masses, from: number): number {
  let term = Math.exp(logMassAt(from));
  let sum = term;
  for (let k = from; k > first && term > sum * Number.EPSILON; k -= 1) {
    term /= ratioAt(k - 1);
    sum += term;
  }
  return Math.min(1, sum);
}
