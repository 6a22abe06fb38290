/**
 * The significance of one rule at one look, so that over all of them together a sound release is reverted with at most
 * the chance `significance` (Bonferroni's inequality: the chances add up to it, however the looks depend on each other;
 * Dunn 1961). Half is kept for the last look, which sees the most samples; the earlier ones share the other half evenly.
 */
export function levelAt({ significance, rules, look, looks }: LookFacts): number {
  const ofAllLooks = significance / rules;
  if (looks === 1) return ofAllLooks;
  return look === looks ? ofAllLooks / 2 : ofAllLooks / 2 / (looks - 1);
}

interface LookFacts {
  readonly significance: number;
  readonly rules: number;
  /** 1 to `looks`. */
  readonly look: number;
  readonly looks: number;
}
