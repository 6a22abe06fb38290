import { describe, expect, it } from '@jest/globals';
import type { Mark, Served } from '../ledger/events.ts';
import type { EnvironmentState } from '../ledger/state.ts';
import { parseDigest, releaseOf } from '../release/release.ts';
import { decideDeployment } from './decide.ts';
import type { DeploymentRequest } from './request.ts';

function served(letter: string, configHash = 'c1'): Served {
  const digest = parseDigest(letter.repeat(64))!;
  return { release: releaseOf({ version: '1.0.0', commit: letter.repeat(40), digest }), configHash };
}

const [a, b, c] = [served('a'), served('b'), served('c')];

function state(live: Served | undefined, ...known: [Served, Mark | undefined, number][]): EnvironmentState {
  const releases = known.map(([each, mark, order]) => ({ served: each, mark, order }));
  return { live, since: undefined, releases, deployments: [], unfinished: undefined, lastToken: 0 };
}

function decide(of: EnvironmentState, candidate: Served, allowBad = false) {
  const request = { candidate, allowBad, request: undefined } as DeploymentRequest;
  return decideDeployment({ state: of, request });
}

describe('what is done about a request', () => {
  it.each([
    ['a first release', state(undefined), a, { kind: 'proceed', target: undefined }],
    ['a new release over a good one', state(a, [a, 'good', 1]), b, { kind: 'proceed', target: a }],
    ['the live good release', state(a, [a, 'good', 1]), a, { kind: 'unchanged', reasonCode: 'already-live' }],
    [
      'a bad release',
      state(a, [a, 'good', 1], [b, 'bad', 0]),
      b,
      { kind: 'refuse', reasonCode: 'release-bad' },
    ],
    [
      'a live release that never was good',
      state(a, [a, undefined, 1]),
      a,
      { kind: 'proceed', target: undefined },
    ],
    [
      'the live release with another configuration',
      state(a, [a, 'good', 1]),
      served('a', 'c2'),
      { kind: 'proceed', target: a },
    ],
    [
      'a new release over one that never was good',
      state(b, [a, 'good', 1], [b, undefined, 2]),
      c,
      { kind: 'proceed', target: a },
    ],
    [
      'the only good release over one that never was good: it is no way back from itself',
      state(b, [a, 'good', 1], [b, undefined, 2]),
      a,
      { kind: 'proceed', target: undefined },
    ],
    [
      'the newest good release over one that never was good',
      state(b, [c, 'good', 1], [a, 'good', 2], [b, undefined, 3]),
      a,
      { kind: 'proceed', target: c },
    ],
    [
      'a new release where nothing is good',
      state(b, [b, undefined, 1]),
      c,
      { kind: 'proceed', target: undefined },
    ],
  ])('%s', (_what, of, candidate, expected) => {
    expect(decide(of, candidate)).toEqual(expect.objectContaining(expected));
  });

  it.each<[string, DeploymentRequest['planned'], string]>([
    ['what the plan was made for is there', { live: a, revertTarget: a }, 'proceed'],
    ['something else serves by now', { live: c, revertTarget: c }, 'refuse'],
    ['nothing served when it was made', { live: null, revertTarget: null }, 'refuse'],
    ['it was live with another configuration', { live: served('a', 'c2'), revertTarget: a }, 'refuse'],
    ['it would have reverted to another', { live: a, revertTarget: c }, 'refuse'],
  ])('holds to a plan when %s: %s', (_what, planned, kind) => {
    const request = { candidate: b, allowBad: false, request: undefined, planHash: 'p', planned };
    const decision = decideDeployment({
      state: state(a, [a, 'good', 1], [c, 'good', 0]),
      request: request as DeploymentRequest,
    });
    expect(decision.kind).toBe(kind);
    if (decision.kind === 'refuse') expect(decision.reasonCode).toBe('plan-changed');
  });

  it('goes to a bad release only when told so', () => {
    const of = state(a, [a, 'good', 1], [b, 'bad', 0]);
    expect(decide(of, b, true)).toEqual({ kind: 'proceed', target: a });
  });
});
