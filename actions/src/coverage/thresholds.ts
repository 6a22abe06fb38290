import { METRICS, type Metric } from './file-coverage.ts';
import type { Totals } from './counters.ts';

/** What is demanded of a number: a share, or how many may be missed. */
export type Threshold =
  | { readonly kind: 'at-least'; readonly percent: number }
  | { readonly kind: 'at-most-uncovered'; readonly count: number };

export type MetricDemands = Readonly<Partial<Record<Metric, Threshold>>>;

/** `80`, `79.5 %` or `at most 12 uncovered`; `undefined` for anything else, such as 101, -1 or NaN. */
export function parseThreshold(text: string): Threshold | undefined {
  const [, percent] = /^(\d{1,3}(?:\.\d{1,3})?)\s*%?$/.exec(text.trim()) ?? [];
  if (percent !== undefined && Number(percent) <= 100) return { kind: 'at-least', percent: Number(percent) };
  const [, count] = /^at most (\d{1,9}) uncovered$/.exec(text.trim()) ?? [];
  return count === undefined ? undefined : { kind: 'at-most-uncovered', count: Number(count) };
}

/** `lines 95, branches at most 2 uncovered`; `undefined` for anything else. */
export function parseMetricDemands(text: string): MetricDemands | undefined {
  const demands: Partial<Record<Metric, Threshold>> = {};
  for (const part of text.split(',')) {
    const [, name = '', rest = ''] = /^\s*([a-z]+)\s+(.+)$/.exec(part) ?? [];
    const metric = METRICS.find((each) => each === name);
    const threshold = parseThreshold(rest);
    if (metric === undefined || threshold === undefined || metric in demands) return undefined;
    demands[metric] = threshold;
  }
  return demands;
}

/** In whole thousandths of a per cent, so that no rounding ever lets 79.9996 % be 80 %. Of nothing, nothing is met. */
export function meets({ found, hit }: Totals, threshold: Threshold): boolean {
  switch (threshold.kind) {
    case 'at-least':
      return found > 0 && hit * 100_000 >= Math.round(threshold.percent * 1000) * found;
    case 'at-most-uncovered':
      return found > 0 && found - hit <= threshold.count;
  }
}

export function describeThreshold(threshold: Threshold): string {
  switch (threshold.kind) {
    case 'at-least':
      return `${threshold.percent} %`;
    case 'at-most-uncovered':
      return `at most ${threshold.count} uncovered`;
  }
}

/** Per cent with two decimals, rounded down: what is shown as 80 is 80. Of nothing there is no share. */
export function percentOf({ found, hit }: Totals): string {
  if (found === 0) return '–';
  return `${(Math.floor((hit * 10_000) / found) / 100).toFixed(2).replace(/\.?0+$/, '')} %`;
}
