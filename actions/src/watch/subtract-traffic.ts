import { haveSameBounds, type Traffic } from './metrics.ts';
import type { RouteTraffic } from './observation.ts';

type Routes = ReadonlyMap<string, RouteTraffic>;

type TrafficSince =
  | Extract<Traffic, { kind: 'traffic' }>
  /** A counter went down or is gone: what it counted before the restart is lost. */
  | { readonly kind: 'restarted'; readonly route: string };

/** What was served between two readings of one release. */
export function subtractTraffic(now: Routes, before: Routes): TrafficSince {
  const lost = [...before.keys()].find((route) => !now.has(route));
  if (lost !== undefined) return { kind: 'restarted', route: lost };
  const routes = new Map<string, RouteTraffic>();
  for (const [route, traffic] of now) {
    const difference = differenceOf(traffic, before.get(route));
    if (difference === undefined) return { kind: 'restarted', route };
    routes.set(route, difference);
  }
  return { kind: 'traffic', routes };
}

function differenceOf(now: RouteTraffic, before: RouteTraffic | undefined): RouteTraffic | undefined {
  if (before === undefined) return now;
  if (!haveSameBounds(now, before)) return undefined;
  const counts = now.latency.counts.map((count, i) => count - (before.latency.counts[i] ?? 0));
  const requests = now.requests - before.requests;
  const errors = now.errors - before.errors;
  // NaN is no restart: it stays in, and the judge refuses it.
  if ([...counts, requests, errors].some((count) => count < 0)) return undefined;
  return { requests, errors, latency: { bounds: now.latency.bounds, counts } };
}
