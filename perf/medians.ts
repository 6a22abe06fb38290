import { quantileOfValues } from '../actions/src/statistics/quantile.ts';

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** NaN throughout without values. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantileOfValues(values, 0.5),
    min: values.length === 0 ? Number.NaN : Math.min(...values),
    max: values.length === 0 ? Number.NaN : Math.max(...values),
    count: values.length,
  };
}

/** The median with the smallest and the largest, as a table's cells. */
export function spreadCells(spread: Spread, format: (value: number) => string): string[] {
  return [spread.median, spread.min, spread.max].map((value) => (Number.isNaN(value) ? '–' : format(value)));
}

/** Milliseconds with one decimal where that says something. */
export function milliseconds(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}
