import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createProxyServer } from 'httpxy';
import { messageOf } from '../errors.ts';

interface FrontOptions {
  readonly host: string;
  readonly port: number;
  /** A symbolic link to the live release's socket, resolved anew by connect(2) for each request. */
  readonly currentSocket: string;
  /** Told of each request that no release answered. */
  readonly log: (line: string) => void;
}

/** Sockets that clients leave idle are closed after this; longer than most clients keep theirs, so that they close first. */
const KEEP_ALIVE_MS = 75_000;

/**
 * The release shall leave the closing to us: one that closes right after its answer can do so before Node.js has
 * written the end of the request, an empty write which fails with EPIPE on a unix socket and takes the answer with it
 * (measured: 1 to 3 POSTs in a thousand).
 */
const STAY_OPEN = { connection: 'keep-alive' };

/**
 * The embedded HTTP front. Each request gets a connection of its own to `currentSocket`, so that a switch is one
 * rename: what is under way ends where it began, what comes next goes to the new release. Rejects with EADDRINUSE.
 */
export async function startFront({ host, port, currentSocket, log }: FrontOptions): Promise<Server> {
  const proxy = createProxyServer({
    target: { socketPath: currentSocket, host: 'release' },
    agent: new Agent({ keepAlive: false }),
    xfwd: true,
  });
  // How the release keeps its connections is between it and us (RFC 9110, 7.6.1).
  proxy.on('proxyRes', ({ headers }) => {
    Reflect.deleteProperty(headers, 'connection');
    Reflect.deleteProperty(headers, 'keep-alive');
  });
  const server = createServer((request, response) => {
    believeOnlyTheSocket(request);
    void proxy.web(request, response, { headers: STAY_OPEN }).catch((error: unknown) => {
      log(`${new Date().toISOString()} ${request.method} ${request.url}: ${messageOf(error)}`);
      answerBadGateway(response);
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    believeOnlyTheSocket(request);
    void proxy.ws(request, socket as never, {}, head).catch(() => socket.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // The release limits how long it works on a request; a front that gave up earlier would hide its answer.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

/** A client may write any X-Forwarded-* it likes; the release shall see only what this front knows. */
function believeOnlyTheSocket(request: IncomingMessage): void {
  for (const name of Object.keys(request.headers)) {
    if (name.startsWith('x-forwarded-') || name === 'forwarded' || name === 'x-real-ip') {
      Reflect.deleteProperty(request.headers, name);
    }
  }
}

function answerBadGateway(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(502, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ type: 'about:blank', title: 'No release answers', status: 502 }));
}
