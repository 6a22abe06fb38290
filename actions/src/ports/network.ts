import { Client, request } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly milliseconds: number;
}

export interface HttpRequest {
  /** Where the release listens: a unix socket. */
  readonly socketPath: string;
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** For the whole answer: one that trickles in is cut off too. */
  readonly timeoutMs: number;
}

/** A release at fault may answer without end; no probe, and no page of metrics, is as long as this. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Asks a release over its private socket, each time over a connection of its own. Rejects when there is no answer. */
export interface Network {
  ask(question: HttpRequest): Promise<HttpAnswer>;
}

export const systemNetwork: Network = {
  async ask({ socketPath, path, method = 'GET', json, timeoutMs }) {
    const started = performance.now();
    const client = new Client('http://release', {
      socketPath,
      connect: { timeout: timeoutMs },
      pipelining: 0,
      maxResponseSize: MOST_BYTES,
    });
    try {
      const { statusCode, body } = await request(`http://release${path}`, {
        dispatcher: client,
        method,
        signal: AbortSignal.timeout(timeoutMs),
        ...(json === undefined
          ? {}
          : { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }),
      });
      const text = await body.text();
      return { status: statusCode, body: text, milliseconds: performance.now() - started };
    } finally {
      await client.destroy();
    }
  },
};
