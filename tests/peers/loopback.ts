import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Decides what a request gets. The body is unpacked already. */
export type Service = (request: {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}) => Answer;

export function json(body: unknown, status = 200): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

/** Lends the URL of the service on 127.0.0.1 and closes it whatever happens. */
export async function withService<Result>(
  service: Service,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const answer = service({ method: request.method ?? '', path: request.url ?? '', body });
      response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** npm packs the body of its question. */
async function textOf(request: IncomingMessage): Promise<string> {
  const bytes = await buffer(request);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
}
