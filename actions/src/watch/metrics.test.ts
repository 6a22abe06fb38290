import { describe, expect, it } from '@jest/globals';
import { readTraffic } from './metrics.ts';

interface Series {
  method?: string;
  route?: string;
  status?: string;
  buckets?: Record<string, number>;
  count?: number;
}

/** The lines that prom-client writes for one series. */
function series({
  method = 'GET',
  route = '/api/items/:id',
  status = '200',
  buckets = { '0.1': 8, '+Inf': 10 },
  count = 10,
}: Series = {}): string {
  const labels = `method="${method}",route="${route}",status="${status}"`;
  return [
    ...Object.entries(buckets).map(
      ([le, value]) => `http_request_duration_seconds_bucket{le="${le}",${labels}} ${value}`,
    ),
    `http_request_duration_seconds_sum{${labels}} 0.5`,
    `http_request_duration_seconds_count{${labels}} ${count}`,
  ].join('\n');
}

describe('reading traffic from metrics', () => {
  it('adds the statuses of a route up and counts 5xx as errors', () => {
    const text = [
      '# TYPE http_request_duration_seconds histogram',
      series(),
      series({ status: '503', buckets: { '0.1': 1, '+Inf': 2 }, count: 2 }),
      series({ status: '404', buckets: { '0.1': 1, '+Inf': 1 }, count: 1 }),
    ].join('\n');
    expect(readTraffic(text)).toEqual({
      kind: 'traffic',
      routes: new Map([
        [
          'GET /api/items/:id',
          { requests: 13, errors: 2, latency: { bounds: [0.1, Infinity], counts: [10, 13] } },
        ],
      ]),
    });
  });

  it('leaves out what only probes ask for, and other metrics', () => {
    const text = [
      ...['/health', '/health/ready', '/metrics'].map((route) => series({ route })),
      series({ route: '/healthy' }),
      'process_cpu_seconds_total 0.3',
      'http_requests_in_flight{method="GET"} 2',
    ].join('\n');
    expect(readTraffic(text)).toMatchObject({ kind: 'traffic', routes: new Map([['GET /healthy', {}]]) });
  });

  it('puts buckets in order', () => {
    const text = series({ buckets: { '+Inf': 10, '0.1': 8, '0.05': 3 } });
    expect(readTraffic(text)).toMatchObject({
      routes: new Map([
        ['GET /api/items/:id', { latency: { bounds: [0.05, 0.1, Infinity], counts: [3, 8, 10] } }],
      ]),
    });
  });

  it('gives an empty map when nothing was served yet', () => {
    expect(readTraffic('')).toEqual({ kind: 'traffic', routes: new Map() });
  });

  it.each([
    ['a line that is no sample', `${series()}\n<html>`],
    ['a missing +Inf bucket', series({ buckets: { '0.1': 10 } })],
    ['a count that differs from the +Inf bucket', series({ count: 11 })],
    [
      'a count that is not a number',
      series({ buckets: { '0.1': 8, '+Inf': Number.NaN }, count: Number.NaN }),
    ],
    ['a bucket without a bound', series({ buckets: { '': 3, '+Inf': 10 } })],
    ['a bucket whose bound is no number', series({ buckets: { many: 3, '+Inf': 10 } })],
    ['a status that is no status', series({ status: '2xx' })],
    ['a missing route', 'http_request_duration_seconds_bucket{le="+Inf",method="GET",status="200"} 1'],
    ['statuses with different buckets', `${series()}\n${series({ status: '500', buckets: { '+Inf': 10 } })}`],
  ])('calls %s unreadable, never healthy', (_, text) => {
    expect(readTraffic(text).kind).toBe('unreadable');
  });
});
