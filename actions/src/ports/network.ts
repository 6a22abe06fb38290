import { Client, request } from 'undici';
import { isSystemError } from '../errors.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly milliseconds: number;
}

export interface HttpRequest {
  /** A release's unix socket, or a port of 127.0.0.1: the front's. */
  readonly at: { readonly socketPath: string } | { readonly port: number };
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** For the whole answer: one that trickles in is cut off too. */
  readonly timeoutMs: number;
}

/** A release at fault may answer without end; no probe, and no page of metrics, is as long as this. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Asks a release, each time over a connection of its own. Rejects when there is no answer. */
export interface Network {
  ask(question: HttpRequest): Promise<HttpAnswer>;
}

/** Whether a question was never put, for want of file descriptors here: that says nothing of who was to be asked. */
export function isUnasked(error: unknown): error is NodeJS.ErrnoException {
  return isSystemError(error, 'EMFILE', 'ENFILE');
}

export const systemNetwork: Network = {
  async ask({ at, path, method = 'GET', json, timeoutMs }) {
    const started = performance.now();
    const origin = 'port' in at ? `http://127.0.0.1:${at.port}` : 'http://release';
    const client = new Client(origin, {
      ...('socketPath' in at ? { socketPath: at.socketPath } : {}),
      connect: { timeout: timeoutMs },
      pipelining: 0,
      maxResponseSize: MOST_BYTES,
    });
    try {
      const { statusCode, body } = await request(`${origin}${path}`, {
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
