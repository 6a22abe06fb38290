import { describe, expect, it } from '@jest/globals';
import type { RouteTraffic } from './observation.ts';
import { subtractTraffic } from './subtract-traffic.ts';

function traffic(requests: number, errors = 0, bounds: readonly number[] = [0.1, Infinity]): RouteTraffic {
  return { requests, errors, latency: { bounds, counts: bounds.map(() => requests) } };
}

const before = new Map([['GET /', traffic(10, 2)]]);

describe('subtracting an earlier reading', () => {
  it('leaves what was served since, with new routes whole', () => {
    const now = new Map([
      ['GET /', traffic(25, 3)],
      ['GET /new', traffic(4)],
    ]);
    expect(subtractTraffic(now, before)).toEqual({
      kind: 'traffic',
      routes: new Map([
        ['GET /', traffic(15, 1)],
        ['GET /new', traffic(4)],
      ]),
    });
  });

  it.each([
    ['a counter that went down', new Map([['GET /', traffic(9, 2)]])],
    ['errors that went down', new Map([['GET /', traffic(25, 1)]])],
    ['a route that is gone', new Map([['GET /other', traffic(25)]])],
    ['other buckets', new Map([['GET /', traffic(25, 3, [0.2, Infinity])]])],
  ])('reports %s as a restart instead of counting from zero', (_, now) => {
    expect(subtractTraffic(now, before)).toMatchObject({ kind: 'restarted' });
  });

  it('keeps what is not a number, for the judge to refuse', () => {
    const now = new Map([['GET /', { ...traffic(25, 3), errors: Number.NaN }]]);
    const since = subtractTraffic(now, before);
    expect(since.kind === 'traffic' && since.routes.get('GET /')?.errors).toBeNaN();
  });
});
