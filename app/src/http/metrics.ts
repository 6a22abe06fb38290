import type { RequestHandler } from 'express';
import { AggregatorRegistry, Histogram, Registry } from 'prom-client';
import { asPrimaryMessage, type WorkerMessage } from '../cluster/messages.ts';

export interface Metrics {
  /** Times every request, from its arrival to the end of its answer. */
  timing(routeOf: (method: string, path: string) => string): RequestHandler;
  /** The sum over all workers in Prometheus' text format; `undefined` when one of them did not give its share. */
  sumOverWorkers(): Promise<string | undefined>;
}

/** Seconds. 0.3 and 0.5 are limits that releases are judged by, so they are borders of buckets. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10];
/** What nginx logs for a client that left before its answer. */
const CLIENT_CLOSED_REQUEST = 499;
/** The primary gives up on a worker after 5 s. */
const PRIMARY_ANSWERS_WITHIN_MS = 6000;

/** Routes are patterns from our own table, never raw paths: the number of series stays bounded. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const histogram = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request’s arrival to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  AggregatorRegistry.setRegistries(registry);
  // Made for its side effect: it answers the primary's questions for this worker's share.
  new AggregatorRegistry();
  return {
    timing: (routeOf) => (request, response, next) => {
      const { method, path } = request;
      const stop = histogram.startTimer({ method, route: routeOf(method, path) });
      response.once('close', () => {
        stop({ status: response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST });
      });
      next();
    },
    sumOverWorkers: askPrimary,
  };
}

let questions = 0;

function askPrimary(): Promise<string | undefined> {
  questions += 1;
  const wanted: WorkerMessage = { assistant: 'metrics-wanted', question: questions };
  return new Promise((resolve) => {
    const limit = setTimeout(() => {
      settle(undefined);
    }, PRIMARY_ANSWERS_WITHIN_MS);
    function settle(text: string | undefined): void {
      clearTimeout(limit);
      process.off('message', take);
      resolve(text);
    }
    function take(message: unknown): void {
      const answer = asPrimaryMessage(message);
      if (answer?.assistant !== 'metrics' || answer.question !== wanted.question) return;
      settle(answer.text ?? undefined);
    }
    process.on('message', take);
    process.send?.(wanted, undefined, undefined, (error) => {
      if (error !== null) settle(undefined);
    });
  });
}
