import type { IncomingMessage, ServerResponse } from 'node:http';
import { isInside } from './ask-inside.ts';

export interface Traffic {
  time(request: IncomingMessage, response: ServerResponse): void;
  /** Prometheus’ text format. */
  text(): string;
}

interface Series {
  readonly method: string;
  readonly status: number;
  readonly buckets: number[];
  sum: number;
  count: number;
}

const METRIC = 'http_request_duration_seconds';
/** Seconds; limits that releases are judged by are borders of buckets. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10];
/** What nginx logs for a client that left before its answer. */
const CLIENT_CLOSED_REQUEST = 499;
const METHODS: readonly unknown[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Which of its routes a foreign service means by a path nobody knows, and paths are without number. */
const ROUTE = '/*';

/** What the service answered since it started: the histogram that a watch reads. */
export function createTraffic(): Traffic {
  const all = new Map<string, Series>();
  return {
    time(request, response) {
      if (isInside(request.socket)) return;
      const began = performance.now();
      const method = METHODS.includes(request.method) ? String(request.method) : 'OTHER';
      response.once('close', () => {
        const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;
        add(seriesOf(all, method, status), (performance.now() - began) / 1000);
      });
    },
    text: () =>
      [
        `# HELP ${METRIC} Time from a request’s arrival to the end of its answer.`,
        `# TYPE ${METRIC} histogram`,
        ...[...all.values()].flatMap(linesOf),
        '',
      ].join('\n'),
  };
}

function seriesOf(all: Map<string, Series>, method: string, status: number): Series {
  const key = `${method} ${status}`;
  const found = all.get(key) ?? { method, status, buckets: BOUNDS.map(() => 0), sum: 0, count: 0 };
  all.set(key, found);
  return found;
}

function add(series: Series, seconds: number): void {
  BOUNDS.forEach((bound, index) => {
    if (seconds <= bound) series.buckets[index] = (series.buckets[index] ?? 0) + 1;
  });
  series.sum += seconds;
  series.count += 1;
}

function linesOf({ method, status, buckets, sum, count }: Series): string[] {
  const labels = `method="${method}",route="${ROUTE}",status="${status}"`;
  return [
    ...BOUNDS.map((bound, index) => `${METRIC}_bucket{le="${bound}",${labels}} ${buckets[index] ?? 0}`),
    `${METRIC}_bucket{le="+Inf",${labels}} ${count}`,
    `${METRIC}_sum{${labels}} ${sum}`,
    `${METRIC}_count{${labels}} ${count}`,
  ];
}
