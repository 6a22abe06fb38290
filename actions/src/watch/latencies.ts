import { countOver, quantileOfHistogram, quantileOfValues } from '../statistics/quantile.ts';
import type { ProbeResults, RouteTraffic } from './observation.ts';

/** Latencies of one source, exact or counted in buckets. Milliseconds throughout. */
export interface Latencies {
  readonly total: number;
  readonly p99: number;
  /** The smallest threshold at or above this one for which the count is exact; Infinity when there is none. */
  roundUp(threshold: number): number;
  countOver(threshold: number): number;
}

export function probeLatencies({ latenciesMs }: ProbeResults): Latencies {
  return {
    total: latenciesMs.length,
    p99: quantileOfValues(latenciesMs, 0.99),
    roundUp: (threshold) => threshold,
    countOver: (threshold) => latenciesMs.filter((latency) => latency > threshold).length,
  };
}

export function routeLatencies({ requests, latency }: RouteTraffic): Latencies {
  // Bounds are decimal seconds: 1.001 × 1000 is 1000.9999999999999, which must still meet a limit of 1001 ms.
  const bounds = latency.bounds.map((seconds) => Math.round(seconds * 1e9) / 1e6);
  const histogram = { bounds, counts: latency.counts };
  return {
    total: requests,
    p99: quantileOfHistogram(histogram, 0.99),
    roundUp: (threshold) => bounds.find((bound) => bound >= threshold) ?? Number.POSITIVE_INFINITY,
    countOver: (threshold) => countOver(histogram, threshold),
  };
}
