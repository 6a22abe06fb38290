import { binomialUpperTail } from '../statistics/binomial.ts';
import { fisherGreater } from '../statistics/fisher.ts';
import type { JsonValue } from '../verdict/verdict.ts';
import type { WatchPolicy } from '../policy/schema.ts';
import type { ProbeResults, ReleaseObservation, RouteTraffic } from './observation.ts';

/** What the rules of a look decide by. */
export interface LookedAt {
  readonly candidate: ReleaseObservation;
  readonly baseline: ReleaseObservation | undefined;
  readonly limits: WatchPolicy;
  /** The significance that each rule may spend at this look. */
  readonly level: number;
}

/** One comparison that a rule made, whether or not the candidate failed it. */
export interface Trial {
  readonly code: 'errors-high' | 'latency-high';
  /** What was looked at: `probes`, `requests`, or a route. */
  readonly place: string;
  readonly failed: boolean;
  /** Explained by the release before: it was over the same limit before the switch. */
  readonly wasSoBefore: boolean;
  readonly message: string;
  /** The numbers that the comparison can be repeated from. */
  readonly numbers: Readonly<Record<string, JsonValue>>;
}

/** How many of how many were bad: failed, or slower than a threshold. */
export interface Share {
  readonly bad: number;
  readonly total: number;
}

export function chanceUnderLimit({ bad, total }: Share, limit: number): number {
  return binomialUpperTail({ bad, total, share: limit });
}

export function chanceOfNoDifference(candidate: Share, baseline: Share): number {
  return fisherGreater({ a: candidate.bad, n: candidate.total, b: baseline.bad, m: baseline.total });
}

export function failedProbes({ probes }: { readonly probes: ProbeResults }): Share {
  return { bad: probes.failed, total: probes.total };
}

export function failedRequests({ routes }: Pick<ReleaseObservation, 'routes'>): Share {
  const all: RouteTraffic[] = [...(routes?.values() ?? [])];
  return {
    bad: all.reduce((sum, route) => sum + route.errors, 0),
    total: all.reduce((sum, route) => sum + route.requests, 0),
  };
}
