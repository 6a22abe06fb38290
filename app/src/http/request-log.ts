import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp, type Options } from 'pino-http';

/**
 * One line a request. Headers are not logged at all, but for the browser's name: a list of what to leave out would
 * miss the next one. Of the query only the names are written, since codes and tokens travel in it.
 */
export function requestLog(log: Logger): RequestHandler {
  const options: Options = {
    logger: log,
    genReqId: (request, response) => {
      const id = wellFormedId(request.headers['x-request-id']) ?? randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    customLogLevel: (request, response, error) => {
      if (error !== undefined || response.statusCode >= 500) return 'error';
      return isProbe(request) ? 'debug' : 'info';
    },
    wrapSerializers: false,
    serializers: { req: describeRequest, res: describeResponse },
  };
  return pinoHttp(options);
}

/** An id from outside ends up in log lines and headers: only short and plain ones are taken. */
function wellFormedId(id: string | string[] | undefined): string | undefined {
  return typeof id === 'string' && /^[A-Za-z0-9._-]{8,64}$/.test(id) ? id : undefined;
}

function isProbe({ url }: IncomingMessage): boolean {
  return url !== undefined && /^\/(?:health|metrics)(?:[/?]|$)/.test(url);
}

interface LoggedRequest extends IncomingMessage {
  readonly originalUrl?: string;
  readonly ip?: string;
}

function describeRequest(request: LoggedRequest): Record<string, unknown> {
  return {
    id: request.id,
    method: request.method,
    url: withoutQueryValues(request.originalUrl ?? request.url ?? ''),
    client: request.ip,
    userAgent: request.headers['user-agent'],
  };
}

function withoutQueryValues(url: string): string {
  const [path = '', query] = url.split('?', 2);
  if (query === undefined) return path;
  const names = query.split('&').map((pair) => `${pair.split('=', 1)[0] ?? ''}=[redacted]`);
  return `${path}?${names.join('&')}`;
}

function describeResponse({ statusCode }: { readonly statusCode: number }): Record<string, unknown> {
  return { statusCode };
}
