import { describe, expect, it } from '@jest/globals';
import type { WatchPolicy } from '../policy/schema.ts';
import { judgeWatch } from './judge.ts';
import type { ReleaseObservation, RouteTraffic } from './observation.ts';
import type { WatchVerdict } from './watch-verdict.ts';

/** prom-client's buckets would be too coarse to see a tripled latency; these rise by a half or less. */
const BOUNDS = [0.01, 0.015, 0.02, 0.03, 0.045, 0.07, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1, 1.5, 2.5, Infinity];
const LOOKS = 12;
// Jest looks globals up anew each time, which is slow a million times over.
const { cos, exp, imul, log, PI, sqrt } = Math;
const limits: WatchPolicy = {
  window: 3000,
  every: 250,
  minSamples: 36,
  maxErrorRatio: 0.01,
  p99Limit: 1000,
  p99Ratio: 2,
  p99Floor: 50,
  significance: 0.01,
};

interface Behaviour {
  readonly errorRatio: number;
  /** The median; latencies are log-normal with a shape of 0.5, so that the 99th percentile is 3.2 times it. */
  readonly medianMs: number;
  /** The share of requests that take `slowMs` instead. */
  readonly slowShare: number;
  readonly slowMs: number;
}

const HEALTHY: Behaviour = { errorRatio: 0.002, medianMs: 20, slowShare: 0, slowMs: 0 };

class Served {
  private requests = 0;
  private errors = 0;
  private readonly perBucket = BOUNDS.map(() => 0);
  private probes = 0;
  private failed = 0;
  private readonly latenciesMs: number[] = [];
  private readonly random: () => number;
  private readonly behaviour: Behaviour;

  constructor(random: () => number, behaviour: Behaviour) {
    this.random = random;
    this.behaviour = behaviour;
  }

  serve(requests: number): void {
    for (let i = 0; i < requests; i += 1) {
      this.requests += 1;
      if (this.random() < this.behaviour.errorRatio) this.errors += 1;
      const seconds = this.latencyMs() / 1000;
      const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
      this.perBucket[bucket] = (this.perBucket[bucket] ?? 0) + 1;
    }
  }

  probe(probes: number): void {
    for (let i = 0; i < probes; i += 1) {
      this.probes += 1;
      if (this.random() < this.behaviour.errorRatio) this.failed += 1;
      else this.latenciesMs.push(this.latencyMs());
    }
  }

  seen(): ReleaseObservation {
    let sum = 0;
    const counts = this.perBucket.map((count) => (sum += count));
    const route: RouteTraffic = {
      requests: this.requests,
      errors: this.errors,
      latency: { bounds: BOUNDS, counts },
    };
    return {
      probes: { total: this.probes, failed: this.failed, latenciesMs: this.latenciesMs },
      routes: new Map([['GET /', route]]),
    };
  }

  private latencyMs(): number {
    const { medianMs, slowShare, slowMs } = this.behaviour;
    if (this.random() < slowShare) return slowMs;
    const normal = sqrt(-2 * log(1 - this.random())) * cos(2 * PI * this.random());
    return medianMs * exp(0.5 * normal);
  }
}

describe('2,000 watches of a release that is no worse', () => {
  it.each([
    { name: 'without traffic', before: 0, perLook: 0, behaviour: HEALTHY },
    {
      name: 'with errors right at the limit',
      before: 1000,
      perLook: 15,
      behaviour: { ...HEALTHY, errorRatio: 0.01 },
    },
    {
      name: 'with a 99th percentile that depends on the baseline’s sample',
      before: 150,
      perLook: 15,
      behaviour: { ...HEALTHY, medianMs: 30, slowShare: 0.012, slowMs: 400 },
    },
  ])(
    '$name revert at most 1 % of them',
    ({ before, perLook, behaviour }) => {
      const random = randomFrom(20261122);
      let reverts = 0;
      for (let i = 0; i < 2000; i += 1) {
        const kind = watch({ random, before, perLook, old: behaviour, fresh: behaviour }).kind;
        if (kind !== 'pass') reverts += 1;
      }
      expect(reverts).toBeLessThanOrEqual(2000 * limits.significance);
    },
    60_000,
  );
});

describe('400 watches of a release that is worse', () => {
  const slow = { ...HEALTHY, slowShare: 0.1, slowMs: 3 * 3.2 * HEALTHY.medianMs };
  it.each([
    { name: '10 % errors at 60 requests a second', perLook: 15, fresh: { ...HEALTHY, errorRatio: 0.1 } },
    { name: '10 % errors at 20 requests a second', perLook: 5, fresh: { ...HEALTHY, errorRatio: 0.1 } },
    { name: '30 % errors without traffic', perLook: 0, fresh: { ...HEALTHY, errorRatio: 0.3 } },
    { name: 'a 99th percentile tripled in 10 % at 60 requests a second', perLook: 15, fresh: slow },
    { name: 'a 99th percentile tripled in 10 % at 40 requests a second', perLook: 10, fresh: slow },
    { name: 'slow answers in half without traffic', perLook: 0, fresh: { ...slow, slowShare: 0.5 } },
  ])(
    'detect $name in at least 95 % of them',
    ({ perLook, fresh }) => {
      const random = randomFrom(7);
      let detected = 0;
      for (let i = 0; i < 400; i += 1) {
        if (watch({ random, before: 2000, perLook, old: HEALTHY, fresh }).kind === 'fail') detected += 1;
      }
      expect(detected).toBeGreaterThanOrEqual(380);
    },
    60_000,
  );
});

interface Watch {
  readonly random: () => number;
  /** Requests that the old release served before the switch. */
  readonly before: number;
  readonly perLook: number;
  readonly old: Behaviour;
  readonly fresh: Behaviour;
}

/** One whole watch, three probes a look, ended as the deployment would end it. */
function watch({ random, before, perLook, old, fresh }: Watch): WatchVerdict {
  const candidate = new Served(random, fresh);
  const baseline = new Served(random, old);
  baseline.serve(before);
  for (let look = 1; ; look += 1) {
    candidate.serve(perLook);
    candidate.probe(3);
    baseline.probe(3);
    const observation = { candidate: candidate.seen(), baseline: baseline.seen(), fault: undefined };
    const verdict = judgeWatch({ observation, limits, look, looks: LOOKS });
    if (verdict.kind !== 'continue' || look === LOOKS) return verdict;
  }
}

/** mulberry32: 32 bits of state, so that a failing simulation fails again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
