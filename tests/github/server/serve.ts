import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Refusal, type Answer } from './answer.ts';
import { answerBlob } from './blobs.ts';
import type { Request } from './request.ts';
import { answerRest } from './rest-answer.ts';
import { answerTwirp } from './artifact-service.ts';
import type { newOutages } from './outages.ts';
import type { Tokens } from './tokens.ts';
import type { World } from './world.ts';

export interface Heard {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly login: string | undefined;
  readonly body: string;
  /** 0 where none was sent. */
  status: number;
}

export interface Served {
  readonly url: string;
  readonly storeUrl: string;
  readonly requests: Heard[];
  readonly unknownRoutes: string[];
  readonly faults: string[];
  close(): Promise<void>;
}

export interface Parts {
  readonly world: World;
  readonly tokens: Tokens;
  readonly outages: ReturnType<typeof newOutages>;
}

export async function serve(parts: Parts): Promise<Served> {
  const requests: Heard[] = [];
  const unknownRoutes: string[] = [];
  const faults: string[] = [];
  const server = createServer((incoming, response) => {
    void handle(incoming, response).catch((error: unknown) => {
      faults.push(String(Error.isError(error) ? error.stack : error));
      send(response, { status: 500, content: { message: `The fake itself failed: ${String(error)}` } });
    });
  });
  // Blobs lie at another origin, as GitHub’s do: a client that takes the token along there is found out.
  const store = createServer((incoming, response) => {
    server.emit('request', incoming, response);
  });
  const url = await listen(server);
  const storeUrl = await listen(store);

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming, incoming.socket.localPort === portOf(server) ? url : storeUrl);
    const caller = parts.tokens.callerOf(incoming.headers.authorization);
    const line = `${request.method} ${request.address.pathname}`;
    const heard: Heard = {
      method: request.method,
      path: `${request.address.pathname}${request.address.search}`,
      login: caller?.login,
      body: request.bytes.toString('utf8'),
      status: 0,
    };
    requests.push(heard);
    const outage = parts.outages.strikes(line);
    if (outage?.kind === 'timeout') return;
    if (outage?.kind === 'reset') {
      incoming.socket.destroy();
      return;
    }
    const answer =
      outage === undefined || outage.kind === 'answer-lost'
        ? await answerTo(request)
        : parts.outages.answerOf(outage);
    if (outage?.kind === 'answer-lost') {
      incoming.socket.destroy();
      return;
    }
    heard.status = answer.status;
    send(response, answer);
  }
  async function answerTo(request: Request): Promise<Answer> {
    const { pathname } = request.address;
    try {
      if (pathname.startsWith('/blobs/') && request.address.origin === storeUrl)
        return answerBlob(parts.world, request);
      if (pathname.startsWith('/twirp/')) return answerTwirp(parts.world, request);
      return await answerRest({ ...parts, request, unknownRoutes, faults });
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }
  return {
    url,
    storeUrl,
    requests,
    unknownRoutes,
    faults,
    async close() {
      await Promise.all([server, store].map(shut));
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${portOf(server)}`;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function shut(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

async function read(incoming: IncomingMessage, base: string): Promise<Request> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const { method = 'GET', url = '/', headers } = incoming;
  return { method, address: new URL(url, base), headers, bytes: Buffer.concat(parts) };
}

function send(response: ServerResponse, { status, content, bytes, headers }: Answer): void {
  const body = bytes ?? (content === undefined ? undefined : JSON.stringify(content));
  response.writeHead(status, {
    ...(bytes === undefined && body !== undefined
      ? { 'content-type': 'application/json; charset=utf-8' }
      : {}),
    ...headers,
  });
  response.end(body);
}
