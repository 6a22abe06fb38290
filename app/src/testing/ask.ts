import { request, type Agent, type IncomingHttpHeaders } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Question {
  readonly socketPath?: string;
  readonly port?: number;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; an object is sent as JSON. */
  readonly body?: string | object;
  /** Without one, every question has a connection of its own. */
  readonly agent?: Agent;
}

/** One request to this machine; rejects when there is no whole answer, or none at all within 3 s. */
export function ask({ body, headers, agent, socketPath, port, path, method }: Question): Promise<Answer> {
  const isJson = typeof body === 'object';
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      ...(socketPath === undefined ? { port } : { socketPath }),
      path,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers },
      agent: agent ?? false,
      timeout: 3000,
    });
    // A connection that was being handed to a worker when that died is never answered nor closed.
    asked.once('timeout', () => asked.destroy(new Error('No answer within 3 s')));
    asked.once('error', reject);
    asked.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString(),
        });
      });
    });
    asked.end(isJson ? JSON.stringify(body) : body);
  });
}
