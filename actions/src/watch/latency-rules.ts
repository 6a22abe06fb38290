import type { WatchPolicy } from '../policy/schema.ts';
import { probeLatencies, routeLatencies, type Latencies } from './latencies.ts';
import type { ProbeResults, ReleaseObservation } from './observation.ts';
import { chanceOfNoDifference, chanceUnderLimit, type LookedAt, type Share, type Trial } from './trial.ts';

/** "The 99th percentile is at most T" is the claim that at most this share takes longer than T. */
const OVER_P99 = 0.01;

/** A 99th percentile of fewer requests than this is just their slowest one. */
const BASELINE_MINIMUM = 100;

export function probesAreUnderTheLatencyLimit({ candidate, limits, level }: LookedAt): Trial[] {
  const latencies = probeLatencies(candidate.probes);
  return [underLimit({ rule: 'probesAreUnderTheLatencyLimit', place: 'probes', latencies, limits, level })];
}

/** Both releases are probed at the same time, so whatever slows the machine slows both. */
export function probesAreNotSlowerThanTheReleaseBefore(at: LookedAt): Trial[] {
  if (at.baseline === undefined || at.baseline.probes.latenciesMs.length === 0) return [];
  const { limits, level } = at;
  return notSlower({
    rule: 'probesAreNotSlowerThanTheReleaseBefore',
    place: 'probes',
    latencies: probeLatencies(at.candidate.probes),
    before: probeLatencies(at.baseline.probes),
    limits,
    level,
  });
}

export function routesAreUnderTheLatencyLimit({ candidate, baseline, limits, level }: LookedAt): Trial[] {
  const routes = latenciesByRoute(candidate);
  const befores = latenciesByRoute(baseline);
  return [...routes].map(([place, latencies]) =>
    underLimit({
      rule: 'routesAreUnderTheLatencyLimit',
      place,
      latencies,
      before: befores.get(place),
      limits,
      level: level / routes.size,
    }),
  );
}

export function routesAreNotSlowerThanBefore({ candidate, baseline, limits, level }: LookedAt): Trial[] {
  const routes = latenciesByRoute(candidate);
  const pairs = [...latenciesByRoute(baseline)].flatMap(([place, before]) => {
    const latencies = routes.get(place);
    return latencies === undefined || before.total < BASELINE_MINIMUM ? [] : [{ place, latencies, before }];
  });
  return pairs.flatMap((pair) =>
    notSlower({ rule: 'routesAreNotSlowerThanBefore', ...pair, limits, level: level / pairs.length }),
  );
}

/** The same test for the release before. */
export function isOverLatencyLimit(
  probes: ProbeResults,
  { limits, level }: Pick<LookedAt, 'limits' | 'level'>,
): boolean {
  return chanceUnderLimit(slowerThan(probeLatencies(probes), limits.p99Limit), OVER_P99) <= level;
}

interface Comparison {
  readonly rule: string;
  readonly place: string;
  readonly latencies: Latencies;
  readonly before?: Latencies | undefined;
  readonly limits: WatchPolicy;
  readonly level: number;
}

function underLimit({ rule, place, latencies, before, limits, level }: Comparison): Trial {
  const threshold = latencies.roundUp(limits.p99Limit);
  const slow = slowerThan(latencies, threshold);
  const slowBefore = before === undefined ? undefined : slowerThan(before, threshold);
  const p = chanceUnderLimit(slow, OVER_P99);
  return latencyTrial({
    place,
    slow,
    threshold,
    failed: p <= level,
    wasSoBefore:
      slowBefore !== undefined &&
      chanceUnderLimit(slowBefore, OVER_P99) <= level &&
      chanceOfNoDifference(slow, slowBefore) > level,
    numbers: { rule, p, level, ...(slowBefore === undefined ? {} : { baseline: { ...slowBefore } }) },
  });
}

/**
 * Two tests, and both must fail: more than 1 % is over the threshold, and more than of the release before, since the
 * threshold itself is estimated from that one's sample. Choosing it as an order statistic of the baseline keeps
 * Fisher's test exact: the number of candidates beyond it follows the same hypergeometric law under no difference.
 */
function notSlower({ rule, place, latencies, before, limits, level }: Required<Comparison>): Trial[] {
  if (before === undefined) return [];
  const wanted = Math.max(limits.p99Floor, limits.p99Ratio * before.p99);
  const threshold = latencies.roundUp(wanted);
  if (!(threshold < limits.p99Limit)) return [];
  const slow = slowerThan(latencies, threshold);
  const slowBefore = slowerThan(before, threshold);
  const p = Math.max(chanceUnderLimit(slow, OVER_P99), chanceOfNoDifference(slow, slowBefore));
  return [
    latencyTrial({
      place,
      slow,
      threshold,
      failed: p <= level,
      wasSoBefore: false,
      numbers: { rule, p, level, baseline: { ...slowBefore, p99Ms: before.p99 } },
    }),
  ];
}

function latencyTrial(facts: {
  place: string;
  slow: Share;
  threshold: number;
  failed: boolean;
  wasSoBefore: boolean;
  numbers: Trial['numbers'];
}): Trial {
  const { place, slow, threshold, failed, wasSoBefore, numbers } = facts;
  return {
    code: 'latency-high',
    place,
    failed,
    wasSoBefore,
    message: `Of ${place}, ${slow.bad} of ${slow.total} took longer than ${threshold} ms; acceptable is 1 %.`,
    // JSON has no Infinity: a threshold beyond the last bucket can't be tested, and is written as null.
    numbers: {
      ...numbers,
      place,
      ...slow,
      thresholdMs: Number.isFinite(threshold) ? threshold : null,
      failed,
    },
  };
}

function slowerThan(latencies: Latencies, threshold: number): Share {
  return { bad: latencies.countOver(threshold), total: latencies.total };
}

function latenciesByRoute(release: Pick<ReleaseObservation, 'routes'> | undefined): Map<string, Latencies> {
  const served = [...(release?.routes ?? [])].filter(([, traffic]) => traffic.requests > 0);
  return new Map(served.map(([route, traffic]) => [route, routeLatencies(traffic)]));
}
