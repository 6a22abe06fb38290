import type { Request, RequestHandler, Response } from 'express';
import type { WorkerIdentity } from '../cluster/worker-identity.ts';
import type { Configuration } from '../config/configuration.ts';
import type { Database } from '../database/database.ts';
import type { DatabaseState } from '../database/database-check.ts';
import { neverCached } from '../http/never-cached.ts';
import type { Route } from '../http/route-table.ts';

export interface HealthFacts {
  readonly configuration: Configuration;
  readonly worker: WorkerIdentity;
  readonly database: Database;
  readonly isDraining: () => boolean;
}

/** Slower than this to answer a trivial query, the database is in trouble. */
const SLOW_MS = 250;

/**
 * `/health` for people, `/health/ready` for whoever routes traffic, `/health/live` for whoever restarts processes.
 * Ready depends only on what the service itself needs; the outage of a vendor must not take it out of service.
 */
export function healthRoutes(facts: HealthFacts): readonly Route[] {
  return [
    { method: 'get', path: '/health', handlers: [neverCached, reportHealth(facts)] },
    { method: 'get', path: '/health/ready', handlers: [neverCached, reportReadiness(facts)] },
    { method: 'get', path: '/health/live', handlers: [neverCached, reportLife] },
  ];
}

function reportHealth({ configuration, worker, database }: HealthFacts): RequestHandler {
  const { configHash, ...release } = configuration.release;
  return async (_request, response) => {
    const state = await database.check();
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    response.status(state.status === 'up' ? 200 : 503).json({
      status: healthOf(state),
      timestamp: new Date().toISOString(),
      uptime: process.uptime(),
      environment: configuration.environment,
      release,
      configHash,
      schema: { live: state.status === 'up' ? state.schemaVersion : null },
      worker,
      memory: { rss, heapUsed, heapTotal, external },
      database: { status: state.status, latencyMs: state.latencyMs, ...reasonIn(state) },
    });
  };
}

function healthOf(state: DatabaseState): 'healthy' | 'degraded' | 'unhealthy' {
  if (state.status === 'down') return 'unhealthy';
  return state.latencyMs > SLOW_MS ? 'degraded' : 'healthy';
}

function reasonIn(state: DatabaseState): { readonly reason?: string } {
  return state.status === 'down' ? { reason: state.reason } : {};
}

function reportReadiness({ configuration, worker, database, isDraining }: HealthFacts): RequestHandler {
  const { id: releaseId, digest, configHash } = configuration.release;
  const identity = { releaseId, digest, configHash, worker };
  return async (_request, response) => {
    const state = await database.check();
    if (isDraining()) {
      response
        .status(503)
        .json({ status: 'draining', reason: 'the release is leaving service', ...identity });
    } else if (state.status === 'down') {
      const reason = `the database does not answer: ${state.reason}`;
      response.status(503).json({ status: 'not-ready', reason, ...identity });
    } else {
      response.json({ status: 'ready', schemaVersion: state.schemaVersion, ...identity });
    }
  };
}

function reportLife(_request: Request, response: Response): void {
  response.json({ status: 'alive', timestamp: new Date().toISOString() });
}
