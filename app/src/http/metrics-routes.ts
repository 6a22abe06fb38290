import type { Configuration } from '../config/configuration.ts';
import type { Metrics } from './metrics.ts';
import { sendProblem } from './problem.ts';
import type { Route } from './route-table.ts';

/** `/metrics` in Prometheus' text format, version 0.0.4; no such path when metrics are off. */
export function metricsRoutes(facts: {
  readonly configuration: Pick<Configuration, 'metricsEnabled'>;
  readonly metrics: Metrics;
}): readonly Route[] {
  if (!facts.configuration.metricsEnabled) return [];
  return [
    {
      method: 'get',
      path: '/metrics',
      handlers: [
        async (_request, response) => {
          const text = await facts.metrics.sumOverWorkers();
          if (text === undefined) {
            sendProblem(response, { status: 503, detail: 'A worker did not give its share of the metrics.' });
            return;
          }
          response.setHeader('Cache-Control', 'no-store');
          response.type('text/plain; version=0.0.4; charset=utf-8').send(text);
        },
      ],
    },
  ];
}
