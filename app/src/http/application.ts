import express, { Router, type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { WorkerIdentity } from '../cluster/worker-identity.ts';
import type { Configuration } from '../config/configuration.ts';
import type { Database } from '../database/database.ts';
import { feedbackRoutes } from '../feedback/feedback-routes.ts';
import { healthRoutes } from '../health/health-routes.ts';
import { pageRoutes } from '../page/page-routes.ts';
import { apiRateLimit } from './api-rate-limit.ts';
import { crossOrigin } from './cross-origin.ts';
import type { Metrics } from './metrics.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { neverCached } from './never-cached.ts';
import { answerUnserved } from './problem.ts';
import { requestLog } from './request-log.ts';
import { routePattern, type Route } from './route-table.ts';
import { securityHeaders } from './security-headers.ts';

export interface ApplicationFacts {
  readonly configuration: Configuration;
  readonly log: Logger;
  readonly worker: WorkerIdentity;
  readonly database: Database;
  readonly metrics: Metrics;
  readonly isDraining: () => boolean;
  /** Runs before every route. */
  readonly middleware: readonly RequestHandler[];
}

/** Everything a request passes, in order. */
export function createApplication(facts: ApplicationFacts): Express {
  const { configuration, log, metrics, middleware } = facts;
  const headers = securityHeaders({ isProduction: configuration.environment === 'production' });
  const routes: readonly Route[] = [
    ...pageRoutes({ release: configuration.release, headers: headers.pages }),
    ...healthRoutes(facts),
    ...metricsRoutes(facts),
    ...feedbackRoutes(facts.database),
  ];

  const router = Router();
  router.use(metrics.timing(routePattern(routes)), requestLog(log), headers.api, ...middleware);
  router.use('/api', neverCached, crossOrigin(configuration.corsOrigins), apiRateLimit(configuration));
  for (const { method, path, handlers } of routes) router[method](path, ...handlers);

  const application = express();
  application.disable('x-powered-by');
  application.set('trust proxy', trustedProxy(configuration));
  application.use((request, response) => {
    router(request, response, (error?: unknown) => {
      answerUnserved(error, request);
    });
  });
  return application;
}

/**
 * Only the front reaches the private unix socket, so the address it adds last to X-Forwarded-For is the client's.
 * Over TCP anybody can write that header: there the connection's own address counts.
 */
function trustedProxy({ listen }: Configuration): (address: string, hop: number) => boolean {
  return (_address, hop) => listen.kind === 'socket' && hop === 0;
}
