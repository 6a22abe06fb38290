/** 22! is the largest factorial that a double holds exactly. */
const EXACT = Array.from({ length: 23 }, (_, n) => Math.log(product(n)));

/** ln of the number of ways to choose k of n. */
export function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/**
 * ln(n!) = ln Γ(n + 1) for a whole n >= 0, to about 15 digits: exact products for small n, Stirling's series beyond
 * (Abramowitz & Stegun 6.1.41; the first term left out is below 1e-15 for n > 22).
 */
function logFactorial(n: number): number {
  const exact = EXACT[n];
  if (exact !== undefined) return exact;
  const inverse = 1 / n;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}

function product(n: number): number {
  let result = 1;
  for (let factor = 2; factor <= n; factor += 1) result *= factor;
  return result;
}
