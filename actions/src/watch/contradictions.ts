import type { Finding } from '../verdict/verdict.ts';
import type { Histogram, ProbeResults, ReleaseObservation, RouteTraffic } from './observation.ts';

/**
 * Splits what was measured from what can't be true: counts that are not whole numbers from 0, parts larger than their
 * whole, buckets that fall. The sound part still shows a failing release; the findings keep the watch from passing.
 */
export function separateContradictions(
  who: string,
  release: ReleaseObservation,
): { sound: ReleaseObservation; findings: readonly Finding[] } {
  const probeProblem = problemOfProbes(release.probes);
  const routeProblems = [...(release.routes ?? [])].flatMap(([route, traffic]) => {
    const problem = problemOfRoute(traffic);
    return problem === undefined ? [] : [{ route, problem }];
  });
  const broken = new Set(routeProblems.map(({ route }) => route));
  const routes = [...(release.routes ?? [])].filter(([route]) => !broken.has(route));
  const findings = [
    ...(probeProblem === undefined ? [] : [finding(`probes of ${who}`, probeProblem)]),
    ...(release.metricsProblem === undefined ? [] : [finding(`metrics of ${who}`, release.metricsProblem)]),
    ...routeProblems.map(({ route, problem }) => finding(`${route} of ${who}`, problem)),
  ];
  return {
    sound: {
      probes: probeProblem === undefined ? release.probes : { total: 0, failed: 0, latenciesMs: [] },
      routes: release.routes === undefined ? undefined : new Map(routes),
    },
    findings,
  };
}

function problemOfProbes({ total, failed, latenciesMs }: ProbeResults): string | undefined {
  if (!isCount(total) || !isCount(failed))
    return `${failed} of ${total} failed: expected whole numbers from 0`;
  if (latenciesMs.length !== total - failed) {
    return `${latenciesMs.length} latencies of ${total - failed} answers: expected one each`;
  }
  const odd = latenciesMs.find((latency) => !(latency >= 0 && latency < Number.POSITIVE_INFINITY));
  return odd === undefined ? undefined : `a latency of ${odd} ms: expected 0 or more`;
}

function problemOfRoute({ requests, errors, latency }: RouteTraffic): string | undefined {
  if (!isCount(requests) || !isCount(errors)) {
    return `${errors} errors of ${requests} requests: expected whole numbers from 0`;
  }
  if (errors > requests) return `${errors} errors of ${requests} requests: expected at most all`;
  const problem = problemOfHistogram(latency);
  if (problem !== undefined) return problem;
  const counted = latency.counts.at(-1);
  return counted === requests ? undefined : `${counted} latencies of ${requests} requests: expected one each`;
}

function problemOfHistogram({ bounds, counts }: Histogram): string | undefined {
  if (bounds.length !== counts.length) return `${counts.length} counts for ${bounds.length} bounds`;
  if (bounds.at(-1) !== Number.POSITIVE_INFINITY) return 'the last bound is not infinite';
  if (!bounds.every((bound, i) => i === 0 || bound > (bounds[i - 1] ?? 0))) return 'the bounds do not rise';
  const rising = counts.every((count, i) => isCount(count) && count >= (counts[i - 1] ?? 0));
  return rising ? undefined : 'the cumulative counts fall, or are not whole numbers from 0';
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function finding(place: string, message: string): Finding {
  return {
    code: 'measurement-invalid',
    message,
    place,
    remedy: 'Look at what /metrics gives and at the prober; deploy again once the counts are sound.',
  };
}
