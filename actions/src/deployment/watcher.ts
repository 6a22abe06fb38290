import type { Instance } from '../host/layout.ts';
import { readTraffic } from '../watch/metrics.ts';
import type { ProbeResults, RouteTraffic, WatchObservation } from '../watch/observation.ts';
import { subtractTraffic } from '../watch/subtract-traffic.ts';
import { askReady } from './readiness.ts';
import type { Run } from './run.ts';
import { probe } from './smoke.ts';

type Routes = ReadonlyMap<string, RouteTraffic>;

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
  const baselineRoutes = baseline === undefined ? undefined : await routesOf(run, baseline);
  const before = await routesOf(run, candidate);
  const { starts } = await run.ports.supervisor.status(candidate.name);
  const probes = { candidate: new Probes(), baseline: new Probes() };
  let routes: Routes | undefined = before === undefined ? undefined : new Map();
  let fault: WatchObservation['fault'];

  return {
    async look() {
      await Promise.all([
        probeAll(run, candidate, probes.candidate),
        ...(baseline === undefined ? [] : [probeAll(run, baseline, probes.baseline)]),
      ]);
      fault = (await findFault(run, starts)) ?? fault;
      const now = before === undefined ? undefined : await routesOf(run, candidate);
      if (now === undefined || before === undefined) return;
      const since = subtractTraffic(now, before);
      if (since.kind === 'traffic') routes = since.routes;
      else
        fault = {
          code: 'release-restarted',
          message: `The counters of ${since.route} went back: a worker died.`,
        };
    },
    observation: () => ({
      candidate: { probes: probes.candidate.results(), routes },
      baseline:
        baseline === undefined ? undefined : { probes: probes.baseline.results(), routes: baselineRoutes },
      fault,
    }),
  };
}

async function probeAll(run: Run, instance: Instance, results: Probes): Promise<void> {
  const { request, ports } = run;
  const timeoutMs = request.watch.p99Limit;
  await Promise.all(
    request.smoke.map(async (smoke) => {
      results.add(await probe(ports.network, instance, { smoke, timeoutMs }));
    }),
  );
}

async function findFault({ ports, candidate }: Run, starts: number): Promise<WatchObservation['fault']> {
  const answer = await askReady(ports.network, candidate);
  if (answer.kind === 'impostor') return { code: 'identity-wrong', message: answer.message };
  const now = await ports.supervisor.status(candidate.name);
  if (now.starts === starts) return undefined;
  const message = `${candidate.served.release.id} died and was started again (${now.starts - starts} times).`;
  return { code: 'release-restarted', message };
}

/** `undefined` where a release gives no metrics: its probes alone are judged then. */
async function routesOf({ ports }: Run, { socketPath }: Instance): Promise<Routes | undefined> {
  try {
    const answer = await ports.network.ask({ socketPath, path: '/metrics', timeoutMs: METRICS_MS });
    const traffic = answer.status === 200 ? readTraffic(answer.body) : undefined;
    return traffic?.kind === 'traffic' ? traffic.routes : undefined;
  } catch {
    // That nothing answers is what the probes tell.
    return undefined;
  }
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
