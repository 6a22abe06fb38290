import type { RouteTraffic } from './observation.ts';
import { parseMetricsText, type MetricSample } from './prometheus-text.ts';

const METRIC = 'http_request_duration_seconds';

export type Traffic =
  | { readonly kind: 'traffic'; readonly routes: ReadonlyMap<string, RouteTraffic> }
  | { readonly kind: 'unreadable'; readonly problem: string };

/**
 * What a release has served since it started, by `METHOD route`, from the histogram `http_request_duration_seconds`
 * with the labels `method`, `route` and `status`. Routes under /health and /metrics are left out: only probes ask them.
 */
export function readTraffic(text: string): Traffic {
  const parsed = parseMetricsText(text);
  if (parsed.kind === 'unreadable') return parsed;
  const series = new Map<string, MetricSample[]>();
  for (const sample of parsed.samples) {
    if (sample.name !== `${METRIC}_bucket` && sample.name !== `${METRIC}_count`) continue;
    const key = JSON.stringify(['method', 'route', 'status'].map((label) => sample.labels.get(label) ?? ''));
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  const routes = new Map<string, RouteTraffic>();
  for (const samples of series.values()) {
    const problem = addSeries(routes, samples);
    if (problem !== undefined) return { kind: 'unreadable', problem };
  }
  return { kind: 'traffic', routes };
}

/** Adds the samples of one method, route and status; returns what is wrong with them. */
function addSeries(routes: Map<string, RouteTraffic>, samples: readonly MetricSample[]): string | undefined {
  const labels = samples[0]?.labels;
  const [method, route, status] = ['method', 'route', 'status'].map((label) => labels?.get(label) ?? '');
  if (method === '' || route === '' || status === undefined || !/^[1-5]\d\d$/.test(status)) {
    return `${METRIC} needs the labels method, route and status (three digits) on every sample.`;
  }
  if (route === undefined || isProbed(route)) return undefined;
  const key = `${method} ${route}`;
  const traffic = trafficOf(samples, status.startsWith('5'));
  if (typeof traffic === 'string') return `${key} ${status}: ${traffic}`;
  const sum = sumOf(routes.get(key), traffic);
  if (sum === undefined) return `${key} ${status}: other buckets than the other statuses of this route.`;
  routes.set(key, sum);
  return undefined;
}

function isProbed(route: string): boolean {
  return ['/health', '/metrics'].some((path) => route === path || route.startsWith(`${path}/`));
}

function trafficOf(samples: readonly MetricSample[], areErrors: boolean): RouteTraffic | string {
  const buckets = samples
    .filter(({ name }) => name.endsWith('_bucket'))
    .map(({ labels, value }) => ({ bound: boundOf(labels.get('le')), value }))
    .toSorted((left, right) => left.bound - right.bound);
  const count = samples.find(({ name }) => name.endsWith('_count'))?.value;
  const last = buckets.at(-1);
  if (buckets.some(({ bound }) => Number.isNaN(bound))) return 'a bucket has no numeric label le.';
  if (last?.bound !== Number.POSITIVE_INFINITY) return 'the bucket +Inf is missing.';
  if (count !== last.value) return `_count is ${count ?? 'missing'}, the bucket +Inf ${last.value}.`;
  return {
    requests: count,
    errors: areErrors ? count : 0,
    latency: { bounds: buckets.map(({ bound }) => bound), counts: buckets.map(({ value }) => value) },
  };
}

function boundOf(text: string | undefined): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === undefined || text === '' ? Number.NaN : Number(text);
}

function sumOf(left: RouteTraffic | undefined, right: RouteTraffic): RouteTraffic | undefined {
  if (left === undefined) return right;
  if (!haveSameBounds(left, right)) return undefined;
  return {
    requests: left.requests + right.requests,
    errors: left.errors + right.errors,
    latency: {
      bounds: left.latency.bounds,
      counts: left.latency.counts.map((count, i) => count + (right.latency.counts[i] ?? Number.NaN)),
    },
  };
}

export function haveSameBounds(left: RouteTraffic, right: RouteTraffic): boolean {
  const bounds = right.latency.bounds;
  return left.latency.bounds.length === bounds.length && left.latency.bounds.every((b, i) => b === bounds[i]);
}
