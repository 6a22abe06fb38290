import { describe, expect, it } from '@jest/globals';
import { probeLatencies, routeLatencies } from './latencies.ts';

describe('latencies', () => {
  it('of a route are counted at the borders of its buckets', () => {
    const bounds = [0.07, 1.001, 1.5, Infinity];
    const route = routeLatencies({ requests: 10, errors: 0, latency: { bounds, counts: [1, 9, 10, 10] } });
    const thresholds = [5, 70, 1001, 1001.1, 1600].map((threshold) => route.roundUp(threshold));
    expect(thresholds).toEqual([70, 70, 1001, 1500, Infinity]);
    expect([1001, 1500].map((threshold) => route.countOver(threshold))).toEqual([1, 0]);
    expect(route).toMatchObject({ total: 10, p99: 1500 });
  });

  it('of probes are exact', () => {
    const probes = probeLatencies({ total: 4, failed: 1, latenciesMs: [3, 1, 2] });
    expect(probes).toMatchObject({ total: 3, p99: 3 });
    expect([probes.roundUp(1.5), probes.countOver(1.5), probes.countOver(2)]).toEqual([1.5, 2, 1]);
  });
});
