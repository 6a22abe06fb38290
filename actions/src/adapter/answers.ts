import cluster from 'node:cluster';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { askInside, isInside } from './ask-inside.ts';
import type { Identity } from './identity.ts';
import type { AdapterSettings } from './settings.ts';

export interface Answers {
  /** Whether it was one of ours. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
}

interface Facts {
  readonly identity: Identity;
  readonly settings: Pick<AdapterSettings, 'health'>;
  readonly server: Server;
  readonly count: () => number | undefined;
  readonly isDraining: () => boolean;
  /** `undefined` where one process does not know what all of them served. */
  readonly metrics: () => string | undefined;
}

/** The service’s own health route has less time than the host gives to the whole answer. */
const HEALTH_MS = 1500;

/**
 * `/health/ready`, `/health` unless the service has one, and, to the host alone, `/metrics`: whoever comes through the front
 * has an X-Forwarded-For, and gets the service’s own.
 */
export function answersOf(facts: Facts): Answers {
  const { settings, metrics } = facts;
  return {
    answer(request, response) {
      const { method, url = '' } = request;
      if ((method !== 'GET' && method !== 'HEAD') || isInside(request.socket)) return false;
      const path = url.split('?', 1)[0];
      if (path === '/health/ready') void ready(facts, response);
      else if (path === '/health' && settings.health !== '/health') void health(facts, response);
      else if (path === '/metrics' && request.headers['x-forwarded-for'] === undefined)
        figures(response, metrics());
      else return false;
      return true;
    },
  };
}

async function ready(facts: Facts, response: ServerResponse): Promise<void> {
  const { release, configHash } = facts.identity;
  const count = facts.count();
  const worker = { pid: process.pid, index: (cluster.worker?.id ?? 1) - 1, count: count ?? 1 };
  const identity = { releaseId: release.id, digest: release.digest, configHash, worker };
  const reason = count === undefined ? 'the number of workers is not known yet' : await illness(facts);
  if (facts.isDraining()) json(response, 503, { status: 'draining', ...identity });
  else if (reason !== undefined) json(response, 503, { status: 'not-ready', reason, ...identity });
  else json(response, 200, { status: 'ready', ...identity });
}

async function health(facts: Facts, response: ServerResponse): Promise<void> {
  const { release, configHash } = facts.identity;
  const reason = await illness(facts);
  json(response, reason === undefined ? 200 : 503, {
    status: reason === undefined ? 'healthy' : 'unhealthy',
    ...(reason === undefined ? {} : { reason }),
    timestamp: new Date().toISOString(),
    uptime: process.uptime(),
    release,
    configHash,
  });
}

/** Why the service itself is not well, by its own health route; without one it is well as soon as it listens. */
async function illness({ settings, server }: Facts): Promise<string | undefined> {
  const { health: path } = settings;
  if (path === undefined) return undefined;
  try {
    const status = await askInside(server, { path, withinMs: HEALTH_MS });
    return status < 400 ? undefined : `${path} answers ${status}`;
  } catch (error) {
    return `${path} does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** 404 is how a release says that it has no metrics. */
function figures(response: ServerResponse, text: string | undefined): void {
  response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain; version=0.0.4' });
  response.end(text);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
