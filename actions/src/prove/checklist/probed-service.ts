import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProbeName } from '../../policy/checklist-settings.ts';

export interface ProbedService {
  readonly url: string;
  /** How often it was asked. */
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

interface Wish {
  /** What it is without; with none it has all that is probed for. */
  readonly lacks?: ProbeName;
  /** The artifact that it says it is. */
  readonly digest?: string;
}

export const ALLOWED_ORIGIN = 'https://shop.example';
/** So many requests are served; then come 429s. */
const LIMIT = 60;
const DAY_MS = 24 * 3_600_000;

/** A small service on a port of 127.0.0.1 that has all the checklist’s probes look for, less what it is to lack. */
export async function probedService(wish: Wish = {}): Promise<ProbedService> {
  const { listener, asked } = serviceOf(wish);
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The same without a port: for a server of the caller’s own. */
export function serviceOf({ lacks, digest = '' }: Wish): { listener: RequestListener; asked: () => number } {
  let asked = 0;
  let counted = 0;
  function limit(response: ServerResponse): boolean {
    if (lacks === 'rate-limit') return false;
    counted += 1;
    response.setHeader('ratelimit', `"api";r=${Math.max(0, LIMIT - counted)};t=900`);
    return counted > LIMIT;
  }
  function listener(request: IncomingMessage, response: ServerResponse): void {
    asked += 1;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service');
    if (lacks !== 'security-headers') setHeaders(response, HEADERS);
    if (lacks === 'cors' || request.headers.origin === ALLOWED_ORIGIN)
      response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    if (pathname.startsWith('/api') && limit(response)) {
      response.writeHead(429, { 'retry-after': '900' }).end();
      return;
    }
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const page = PAGES[pathname];
    if (page === undefined) response.writeHead(404).end();
    else page({ request, response, search: searchParams, lacks, digest });
  }
  return { listener, asked: () => asked };
}

const HEADERS = {
  'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
};

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly search: URLSearchParams;
  readonly lacks: ProbeName | undefined;
  readonly digest: string;
}

const PAGES: Readonly<Record<string, (visit: Visit) => void>> = {
  '/': ({ response, lacks }) => {
    response.writeHead(lacks === 'smoke' ? 500 : 200).end('<!doctype html>');
  },
  '/health': ({ response, lacks }) => {
    if (lacks === 'monitoring') response.end('fine');
    else response.end(JSON.stringify({ status: 'healthy' }));
  },
  '/metrics': ({ response }) => {
    response.end('http_requests_total{method="GET"} 12\n');
  },
  '/health/ready': ({ response, lacks, digest }) => {
    response.end(JSON.stringify({ status: 'ready', digest: lacks === 'release' ? '0'.repeat(64) : digest }));
  },
  '/backup': ({ response, lacks }) => {
    const days = lacks === 'backup' ? 40 : 1;
    response.end(JSON.stringify({ restoredAt: new Date(Date.now() - days * DAY_MS).toISOString() }));
  },
  '/api/orders': ({ request, response, lacks }) => {
    if (request.method === 'POST') takeOrder(request, response, lacks);
    else response.end('[]');
  },
  '/api/account': ({ response, lacks }) => {
    response.writeHead(lacks === 'authentication' ? 200 : 401).end();
  },
  '/api/search': ({ response, search, lacks }) => {
    const text = search.get('text') ?? '';
    // As a statement breaks that the text was pasted into.
    const isBroken = lacks === 'sql-injection' && text.includes("'");
    response.writeHead(isBroken ? 500 : 200).end(isBroken ? 'unterminated quoted string at or near' : '[]');
  },
};

function takeOrder(request: IncomingMessage, response: ServerResponse, lacks: ProbeName | undefined): void {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const isSound = lacks === 'input-validation' || isOrder(Buffer.concat(parts).toString('utf8'));
    response.writeHead(isSound ? 201 : 400).end();
  });
}

function isOrder(text: string): boolean {
  try {
    const order: unknown = JSON.parse(text);
    return (
      typeof order === 'object' && order !== null && 'amount' in order && typeof order.amount === 'number'
    );
  } catch {
    return false;
  }
}
