import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
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
 * The release shall leave the closing to us: of one that answers and closes before it was sent everything, the answer is
 * lost to the write that fails.
 */
const STAY_OPEN = { connection: 'keep-alive' };

/**
 * The embedded HTTP front. Each request gets a connection of its own to `currentSocket`, so that a switch is one
 * rename: what is under way ends where it began, what comes next goes to the new release. Rejects with EADDRINUSE.
 */
export async function startFront({ host, port, currentSocket, log }: FrontOptions): Promise<Server> {
  const proxy = createProxyServer({
    target: { socketPath: currentSocket, host: 'release' },
    agent: agentThatWritesNothingEmpty(),
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

/**
 * Node.js ends a request with an empty write. On a unix socket that fails with EPIPE once the other side has answered and
 * closed, as a release that drains does, and takes the answer with it (measured: 6 of 10 POSTs).
 */
function agentThatWritesNothingEmpty(): Agent {
  const agent = new Agent({ keepAlive: false });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (...wish) => {
    const socket = connect(...wish);
    if (socket) skipEmptyWrites(socket);
    return socket;
  };
  return agent;
}

function skipEmptyWrites(socket: Duplex): void {
  const write = socket._write.bind(socket);
  socket._write = (chunk: Buffer, encoding, written) => {
    if (chunk.length === 0) written();
    else write(chunk, encoding, written);
  };
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
