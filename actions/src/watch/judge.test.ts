import { describe, expect, it } from '@jest/globals';
import type { WatchPolicy } from '../policy/schema.ts';
import { judgeWatch } from './judge.ts';
import type { ProbeResults, ReleaseObservation, RouteTraffic, WatchObservation } from './observation.ts';
import type { WatchVerdict } from './watch-verdict.ts';

const limits: WatchPolicy = {
  window: 3000,
  every: 250,
  minSamples: 30,
  maxErrorRatio: 0.01,
  p99Limit: 1000,
  p99Ratio: 2,
  p99Floor: 100,
  significance: 0.01,
};
const BOUNDS = [0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, Infinity];

function probes({ total = 36, failed = 0, ms = 10 } = {}): ProbeResults {
  return { total, failed, latenciesMs: Array.from({ length: total - failed }, () => ms) };
}

/** `slow` of `requests` take `slowMs`, the others `ms`. */
function route(
  facts: Partial<Record<'requests' | 'errors' | 'ms' | 'slow' | 'slowMs', number>> = {},
): RouteTraffic {
  const { requests = 300, errors = 0, ms = 20, slow = 0, slowMs = ms } = facts;
  const counts = BOUNDS.map(
    (bound) => (ms <= bound * 1000 ? requests - slow : 0) + (slowMs <= bound * 1000 ? slow : 0),
  );
  return { requests, errors, latency: { bounds: BOUNDS, counts } };
}

function release(
  facts: { probes?: ProbeResults; routes?: Record<string, RouteTraffic> } = {},
): ReleaseObservation {
  return {
    probes: facts.probes ?? probes(),
    routes: facts.routes === undefined ? undefined : new Map(Object.entries(facts.routes)),
  };
}

function judge(
  observation: Partial<WatchObservation>,
  { look = 12, policy = limits }: { look?: number; policy?: WatchPolicy } = {},
): WatchVerdict {
  return judgeWatch({
    observation: { candidate: release(), baseline: release(), fault: undefined, ...observation },
    limits: policy,
    look,
    looks: 12,
  });
}

describe('a sound release', () => {
  it('is looked at until the last look, and passes there', () => {
    expect(judge({}, { look: 11 }).kind).toBe('continue');
    expect(judge({})).toMatchObject({ kind: 'pass', reasonCode: 'passed', findings: [] });
  });

  it('passes as a first release, by the absolute limits alone', () => {
    expect(judge({ baseline: undefined }).kind).toBe('pass');
  });

  it.each([1, 2, 12])('ends at the last of %i looks', (looks) => {
    const observation = { candidate: release(), baseline: release(), fault: undefined };
    expect(judgeWatch({ observation, limits, look: looks, looks }).kind).toBe('pass');
  });

  it.each([0, 13, 1.5, Number.NaN])('has no look %d of 12', (look) => {
    expect(() => judge({}, { look })).toThrow(RangeError);
  });
});

describe('a fault', () => {
  it.each(['release-restarted', 'identity-wrong', 'release-unreachable'] as const)(
    '%s fails at the first look',
    (code) => {
      const verdict = judge({ fault: { code, message: 'It is so.' } }, { look: 1 });
      expect(verdict).toMatchObject({ kind: 'fail', reasonCode: code });
    },
  );
});

describe('errors', () => {
  it('of most probes end the watch at once', () => {
    const candidate = release({ probes: probes({ total: 6, failed: 5 }) });
    expect(judge({ candidate }, { look: 2 })).toMatchObject({ kind: 'fail', reasonCode: 'errors-high' });
  });

  it('of most requests end the watch at once, whatever the tests say', () => {
    const candidate = release({ routes: { 'GET /': route({ requests: 10, errors: 5 }) } });
    const policy = { ...limits, maxErrorRatio: 0.05, significance: 1e-6 };
    expect(judge({ candidate }, { look: 1, policy }).kind).toBe('fail');
  });

  it.each([
    ['four failures, though most', { total: 6, failed: 4 }],
    ['five failures, though not most', { total: 36, failed: 5 }],
  ])('%s need the tests', (_, facts) => {
    const policy = { ...limits, maxErrorRatio: 0.05, significance: 1e-6 };
    expect(judge({ candidate: release({ probes: probes(facts) }) }, { look: 1, policy }).kind).toBe(
      'continue',
    );
  });

  it('of half the requests can be chance where the policy accepts many', () => {
    const candidate = release({ routes: { 'GET /': route({ requests: 10, errors: 5 }) } });
    const policy = { ...limits, maxErrorRatio: 0.2 };
    expect(judge({ candidate, baseline: undefined }, { look: 1, policy }).kind).toBe('continue');
  });

  it.each([
    { failed: 4, kind: 'fail' },
    { failed: 3, kind: 'pass' },
  ])('$failed of 36 probes: $kind at a limit of 1 %', ({ failed, kind }) => {
    expect(judge({ candidate: release({ probes: probes({ failed }) }), baseline: undefined }).kind).toBe(
      kind,
    );
  });

  it('over the limit fail a first release by its requests too', () => {
    const candidate = release({ routes: { 'GET /': route({ errors: 30 }) } });
    expect(judge({ candidate, baseline: undefined }).reasonCode).toBe('errors-high');
  });

  it('just over the limit fail only when the release before had fewer', () => {
    const candidate = release({ routes: { 'GET /': route({ requests: 1000, errors: 18 }) } });
    const healthy = release({ routes: { 'GET /': route({ requests: 5000, errors: 5 }) } });
    const poor = release({ routes: { 'GET /': route({ requests: 5000, errors: 60 }) } });
    expect(judge({ candidate, baseline: healthy }).kind).toBe('fail');
    expect(judge({ candidate, baseline: poor }).kind).toBe('pass');
  });

  it('under the limit are acceptable, however few the release before had', () => {
    const candidate = release({ routes: { 'GET /': route({ requests: 100_000, errors: 500 }) } });
    const baseline = release({ routes: { 'GET /': route({ requests: 100_000 }) } });
    expect(judge({ candidate, baseline }).kind).toBe('pass');
  });

  it('of probes are not counted again among the requests', () => {
    const candidate = release({
      probes: probes({ failed: 3 }),
      routes: { 'GET /': route({ requests: 36, errors: 3 }) },
    });
    expect(judge({ candidate }).kind).toBe('pass');
  });
});

describe('latency', () => {
  it.each([
    { before: 20, slowMs: 120, limit: 'the floor', kind: 'fail' },
    { before: 20, slowMs: 100, limit: 'the floor', kind: 'pass' },
    { before: 75, slowMs: 250, limit: 'twice that of the release before', kind: 'fail' },
    { before: 75, slowMs: 150, limit: 'twice that of the release before', kind: 'pass' },
    { before: 240, slowMs: 500, limit: 'twice that of the release before', kind: 'pass' },
  ])('of $slowMs ms in 10 % of requests after $before ms: $kind at $limit', ({ before, slowMs, kind }) => {
    const candidate = release({ routes: { 'GET /': route({ slow: 30, slowMs }) } });
    const baseline = release({ routes: { 'GET /': route({ requests: 1000, ms: before }) } });
    expect(judge({ candidate, baseline }).kind).toBe(kind);
  });

  it('of one slow route among fast ones is seen, by its name', () => {
    const fast = route({ requests: 5000 });
    const candidate = release({ routes: { 'GET /': fast, 'GET /slow': route({ slow: 30, slowMs: 400 }) } });
    const baseline = release({ routes: { 'GET /': fast, 'GET /slow': route({ requests: 1000 }) } });
    const verdict = judge({ candidate, baseline });
    expect(verdict).toMatchObject({ kind: 'fail', reasonCode: 'latency-high' });
    expect(verdict.findings.map(({ place }) => place)).toEqual(['GET /slow']);
  });

  it('over the absolute limit fails a first release', () => {
    const slow = route({ slow: 30, slowMs: 2000 });
    expect(judge({ candidate: release({ routes: { 'GET /': slow } }), baseline: undefined })).toMatchObject({
      kind: 'fail',
      reasonCode: 'latency-high',
    });
    expect(
      judge({ candidate: release({ probes: probes({ ms: 1500 }) }), baseline: undefined }).reasonCode,
    ).toBe('latency-high');
  });

  it('is not compared with a handful of requests before', () => {
    const candidate = release({ routes: { 'GET /': route({ slow: 30, slowMs: 400 }) } });
    const baseline = release({ routes: { 'GET /': route({ requests: 99 }) } });
    expect(judge({ candidate, baseline }).kind).toBe('pass');
  });

  it('over the threshold is held against a release only where the one before was faster', () => {
    const candidate = release({ routes: { 'GET /': route({ requests: 20_000, slow: 300, slowMs: 400 }) } });
    // 1 % and a little of the earlier requests: its own 99th percentile just fits the bucket below.
    const baseline = release({ routes: { 'GET /': route({ requests: 200, slow: 2, slowMs: 400 }) } });
    expect(judge({ candidate, baseline }).kind).toBe('pass');
  });

  it('over the threshold in less than 1 % is acceptable, however fast the release before was', () => {
    const candidate = release({ routes: { 'GET /': route({ requests: 20_000, slow: 100, slowMs: 400 }) } });
    const baseline = release({ routes: { 'GET /': route({ requests: 20_000 }) } });
    expect(judge({ candidate, baseline }).kind).toBe('pass');
  });

  it('of the probes is compared with the release before at the same time', () => {
    const candidate = release({ probes: probes({ ms: 150 }) });
    expect(judge({ candidate, baseline: release({ probes: probes({ ms: 10 }) }) }).kind).toBe('fail');
    expect(judge({ candidate, baseline: release({ probes: probes({ ms: 120 }) }) }).kind).toBe('pass');
  });
});

describe('when the release before fails as well', () => {
  const broken = release({ probes: probes({ failed: 30 }) });

  it('it freezes on most answers failing, even before the tests can tell', () => {
    const failing = release({ probes: probes({ total: 6, failed: 5 }) });
    const policy = { ...limits, maxErrorRatio: 0.05, significance: 1e-6 };
    expect(judge({ candidate: failing, baseline: failing }, { look: 1, policy }).kind).toBe('both-failing');
  });

  it.each([
    ['errors', { candidate: broken, baseline: broken }],
    [
      'errors while fewer of its probes fail, yet too many',
      { candidate: broken, baseline: release({ probes: probes({ failed: 5 }) }) },
    ],
    [
      'slowness',
      {
        candidate: release({ probes: probes({ ms: 1500 }) }),
        baseline: release({ probes: probes({ ms: 1500 }) }),
      },
    ],
    [
      'slow routes while its probes fail',
      { candidate: release({ routes: { 'GET /': route({ slow: 100, slowMs: 2000 }) } }), baseline: broken },
    ],
    [
      'a restart while it is unreachable, however few the probes',
      {
        fault: { code: 'release-restarted', message: 'It died.' } as const,
        baseline: release({ probes: probes({ total: 1, failed: 1 }) }),
      },
    ],
    [
      'errors as many as it had before the switch',
      {
        candidate: release({ routes: { 'GET /': route({ errors: 30 }) } }),
        baseline: release({ routes: { 'GET /': route({ errors: 30 }) } }),
      },
    ],
    [
      'a route as slow as before the switch',
      {
        candidate: release({ routes: { 'GET /': route({ ms: 2000 }) } }),
        baseline: release({ routes: { 'GET /': route({ ms: 2000 }) } }),
      },
    ],
  ])('it freezes on %s', (_, observation) => {
    const verdict = judge(observation);
    expect(verdict).toMatchObject({ kind: 'both-failing', reasonCode: 'both-failing' });
    expect(verdict.findings.length).toBeGreaterThan(1);
  });

  it.each([
    [
      'slow probes do not explain errors',
      { candidate: broken, baseline: release({ probes: probes({ ms: 1500 }) }) },
    ],
    [
      'a few errors before the switch do not explain many now',
      {
        candidate: release({ routes: { 'GET /': route({ errors: 290 }) } }),
        baseline: release({ routes: { 'GET /': route({ errors: 30 }) } }),
      },
    ],
    [
      'a few slow answers before the switch do not explain many now',
      {
        candidate: release({ routes: { 'GET /': route({ slow: 200, slowMs: 2000 }) } }),
        baseline: release({ routes: { 'GET /': route({ slow: 20, slowMs: 2000 }) } }),
      },
    ],
    [
      'errors before the switch do not explain a slow route',
      {
        candidate: release({ routes: { 'GET /': route({ errors: 30, slow: 100, slowMs: 900 }) } }),
        baseline: release({ routes: { 'GET /': route({ errors: 30 }) } }),
      },
    ],
  ])('%s', (_, observation) => {
    expect(judge(observation).kind).toBe('fail');
  });
});

describe('no data is not healthy', () => {
  it('too few samples are unproven at the last look', () => {
    const candidate = release({ probes: probes({ total: 20 }), routes: { 'GET /': route({ requests: 9 }) } });
    expect(judge({ candidate })).toMatchObject({ kind: 'unproven', reasonCode: 'samples-too-few' });
    expect(judge({ candidate }, { look: 11 }).kind).toBe('continue');
  });

  it('a release that counts requests, and answered none of our probes in time, is unproven', () => {
    const candidate = release({ probes: probes({ total: 1, failed: 1 }), routes: { 'GET /': route() } });
    const policy = { ...limits, maxErrorRatio: 0.5, minSamples: 3, significance: 1e-6 };
    expect(judge({ candidate }, { policy })).toMatchObject({
      kind: 'unproven',
      reasonCode: 'release-unreachable',
    });
  });

  const sound = route();
  it.each<[string, Partial<ReleaseObservation>]>([
    ['a NaN count of probes', { probes: { ...probes(), total: Number.NaN } }],
    ['a negative count of probes', { probes: { ...probes(), failed: -1 } }],
    ['more failed probes than probes', { probes: { total: 2, failed: 3, latenciesMs: [] } }],
    ['answers without a latency', { probes: { ...probes(), latenciesMs: [] } }],
    ['a NaN latency', { probes: probes({ ms: Number.NaN }) }],
    ['an infinite latency', { probes: probes({ ms: Infinity }) }],
    ['a negative latency', { probes: probes({ ms: -1 }) }],
    ['a NaN count of requests', { routes: new Map([['GET /', { ...sound, requests: Number.NaN }]]) }],
    ['a negative count of errors', { routes: new Map([['GET /', { ...sound, errors: -1 }]]) }],
    ['half a request', { routes: new Map([['GET /', { ...sound, requests: 0.5 }]]) }],
    ['more errors than requests', { routes: new Map([['GET /', { ...sound, errors: 301 }]]) }],
    ['requests without a latency', { routes: new Map([['GET /', { ...sound, requests: 301 }]]) }],
    [
      'buckets that fall',
      {
        routes: new Map([
          ['GET /', { requests: 3, errors: 0, latency: { bounds: [1, 2, Infinity], counts: [4, 2, 3] } }],
        ]),
      },
    ],
    [
      'bounds that fall',
      {
        routes: new Map([
          ['GET /', { requests: 3, errors: 0, latency: { bounds: [2, 1, Infinity], counts: [1, 2, 3] } }],
        ]),
      },
    ],
    [
      'no infinite bound',
      { routes: new Map([['GET /', { requests: 3, errors: 0, latency: { bounds: [1], counts: [3] } }]]) },
    ],
    [
      'fewer counts than bounds',
      {
        routes: new Map([
          ['GET /', { requests: 3, errors: 0, latency: { bounds: [1, Infinity], counts: [3] } }],
        ]),
      },
    ],
    ['metrics that could not be read', { metricsProblem: 'Line 2 is not a sample.' }],
  ])('%s is unproven, for either release', (_, broken) => {
    const candidate = { ...release({ routes: { 'GET /other': route() } }), ...broken };
    expect(judge({ candidate }, { look: 3 }).kind).toBe('continue');
    for (const verdict of [judge({ candidate }), judge({ candidate: release(), baseline: candidate })]) {
      expect(verdict).toMatchObject({ kind: 'unproven', reasonCode: 'measurement-invalid' });
    }
  });

  it('broken counts of one route do not hide that another fails', () => {
    const candidate = release({
      routes: { 'GET /': { ...route(), requests: Number.NaN }, 'GET /bad': route({ errors: 200 }) },
    });
    expect(judge({ candidate })).toMatchObject({ kind: 'fail', reasonCode: 'errors-high' });
  });
});

describe('the facts', () => {
  it('hold each comparison with its counts, p value and level, and survive JSON', () => {
    const routes = { 'GET /': route(), 'GET /other': route() };
    const candidate = release({ probes: probes({ failed: 4 }), routes });
    const { facts } = judge({ candidate, baseline: release({ routes }) });
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
    expect(facts).toMatchObject({ look: 12, looks: 12, samples: 636, limits: { maxErrorRatio: 0.01 } });
    expect(facts['trials']).toContainEqual({
      rule: 'probeErrorsAreUnderTheLimit',
      place: 'probes',
      bad: 4,
      total: 36,
      limit: 0.01,
      p: expect.closeTo(0.000456, 6),
      level: expect.closeTo(0.01 / 14, 8),
      failed: true,
    });
  });

  it('show that the routes share the level of their rule', () => {
    const routes = { 'GET /': route(), 'GET /other': route() };
    const { facts } = judge({ candidate: release({ routes }), baseline: release({ routes }) });
    const levels = (facts['trials'] as { place: string; level?: number }[])
      .filter(({ place }) => place === 'GET /other')
      .map(({ level }) => level);
    expect(levels).toEqual([expect.closeTo(0.01 / 28, 8), expect.closeTo(0.01 / 28, 8)]);
  });
});
