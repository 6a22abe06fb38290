import { messageOf } from '../errors.ts';
import { isUnasked } from '../ports/network.ts';
import type { Instance } from '../host/layout.ts';
import { readTraffic, type Traffic } from '../watch/metrics.ts';
import type { ProbeResults, ReleaseObservation, WatchObservation } from '../watch/observation.ts';
import { subtractTraffic } from '../watch/subtract-traffic.ts';
import { askReady } from './readiness.ts';
import type { Run } from './run.ts';
import { probe } from './smoke.ts';

const METRICS_MS = 2000;

/** Collects what is seen of the new release and, where there is one, of the release before it. */
export interface Watcher {
  /** Probes both at the same time, and reads the new one's metrics. */
  look(): Promise<void>;
  observation(): WatchObservation;
}

export async function beginWatch(run: Run): Promise<Watcher> {
  const { candidate, target } = run;
  // A release that is watched again after a crash may be its own predecessor: that is no baseline.
  const baseline = target === undefined || target.name === candidate.name ? undefined : target;
  const baselineMetrics = baseline === undefined ? undefined : await readMetrics(run, baseline);
  const before = await readMetrics(run, candidate);
  const { starts } = await run.ports.supervisor.status(candidate.name);
  const probes = { candidate: new Probes(), baseline: new Probes() };
  let now = before;
  let fault: WatchObservation['fault'];

  return {
    async look() {
      await Promise.all([
        probeAll(run, candidate, probes.candidate),
        ...(baseline === undefined ? [] : [probeAll(run, baseline, probes.baseline)]),
      ]);
      fault = (await findFault(run, starts)) ?? fault;
      now = await readMetrics(run, candidate);
      if (now.kind === 'traffic' && before.kind === 'traffic') {
        const since = subtractTraffic(now.routes, before.routes);
        if (since.kind === 'traffic') now = since;
        else
          fault = {
            code: 'release-restarted',
            message: `The counters of ${since.route} went back: a worker died.`,
          };
      }
    },
    observation: () => ({
      candidate: { probes: probes.candidate.results(), ...measured(before, now) },
      baseline:
        baselineMetrics === undefined
          ? undefined
          : { probes: probes.baseline.results(), ...measured(baselineMetrics, baselineMetrics) },
      fault,
    }),
  };
}

async function probeAll(run: Run, instance: Instance, results: Probes): Promise<void> {
  const { request, ports } = run;
  const timeoutMs = request.watch.p99Limit;
  await Promise.all(
    request.smoke.map(async (smoke) => {
      results.add(await probe(ports.network, { socketPath: instance.socketPath }, { smoke, timeoutMs }));
    }),
  );
}

async function findFault({ ports, candidate }: Run, starts: number): Promise<WatchObservation['fault']> {
  const answer = await askReady(ports.network, candidate);
  if (answer.kind === 'unasked') throw answer.error;
  if (answer.kind === 'impostor') return { code: 'identity-wrong', message: answer.message };
  const now = await ports.supervisor.status(candidate.name);
  if (now.starts === starts) return undefined;
  const message = `${candidate.served.release.id} died and was started again (${now.starts - starts} times).`;
  return { code: 'release-restarted', message };
}

/** `none` where the release has its metrics switched off: its probes alone are judged then. */
type Metrics = Traffic | { readonly kind: 'none' };

async function readMetrics({ ports }: Run, { socketPath }: Instance): Promise<Metrics> {
  try {
    const answer = await ports.network.ask({ at: { socketPath }, path: '/metrics', timeoutMs: METRICS_MS });
    if (answer.status === 404) return { kind: 'none' };
    if (answer.status === 200) return readTraffic(answer.body);
    return { kind: 'unreadable', problem: `/metrics answers ${answer.status}.` };
  } catch (error) {
    if (isUnasked(error)) throw error;
    return { kind: 'unreadable', problem: `/metrics does not answer: ${messageOf(error)}.` };
  }
}

/** Metrics that can't be read, or that come and go, are said to be so: silence would look like health. */
function measured(before: Metrics, now: Metrics): Pick<ReleaseObservation, 'routes' | 'metricsProblem'> {
  if (before.kind === 'none' && now.kind === 'none') return { routes: undefined };
  if (before.kind === 'traffic' && now.kind === 'traffic') return { routes: now.routes };
  const unreadable = [now, before].find((metrics) => metrics.kind === 'unreadable');
  const metricsProblem = unreadable?.problem ?? '/metrics was there at one time and not at another.';
  return { routes: undefined, metricsProblem };
}

class Probes {
  #total = 0;
  #failed = 0;
  readonly #latencies: number[] = [];

  add(answer: Awaited<ReturnType<typeof probe>>): void {
    this.#total += 1;
    if (answer.kind === 'failed') this.#failed += 1;
    else this.#latencies.push(answer.milliseconds);
  }

  results(): ProbeResults {
    return { total: this.#total, failed: this.#failed, latenciesMs: this.#latencies };
  }
}
