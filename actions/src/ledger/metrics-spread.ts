/** ISO 8601, UTC. `days` may have a fraction. */
export interface MetricsWindow {
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

export interface Metric<Unit extends string = string> {
  /** `null` when there is no data, which is never 0: `missing` says why. */
  readonly value: number | null;
  readonly missing: string | null;
  readonly unit: Unit;
  /** How many deployments or reverts the value is made from. */
  readonly samples: number;
  readonly window: MetricsWindow;
}

/** `value` is the median: with an even count the mean of the two in the middle. */
export interface Spread extends Metric<'ms'> {
  readonly worst: number | null;
}

/** The middle and the largest of some durations in milliseconds. `missing` is said when there are none. */
export function spreadOf(
  durations: readonly number[],
  { window, missing }: { window: MetricsWindow; missing: string },
): Spread {
  const sorted = durations.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return {
    value: sorted.length === 0 ? null : middle.reduce((sum, each) => sum + each, 0) / middle.length,
    worst: sorted.at(-1) ?? null,
    missing: sorted.length === 0 ? missing : null,
    unit: 'ms',
    samples: sorted.length,
    window,
  };
}
