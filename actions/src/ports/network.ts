import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { isSystemError } from '../errors.ts';

/** Not imported, which would load the HTTP client behind `fetch` into each command: docs/decisions/0019-starts.md. */
const { request } = process.getBuiltinModule('node:http');

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
    const signal = AbortSignal.timeout(timeoutMs);
    const content = json === undefined ? '' : JSON.stringify(json);
    const asked = request({
      ...('port' in at ? { host: '127.0.0.1', port: at.port } : { socketPath: at.socketPath }),
      path,
      method,
      // Without an agent nobody keeps the connection.
      agent: false,
      signal,
      headers: {
        ...('port' in at ? {} : { host: 'release' }),
        ...(json === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
      },
    });
    // What goes wrong in the midst of an answer is told by the answer.
    asked.on('error', () => undefined);
    try {
      asked.end(content);
      const [answer] = (await once(asked, 'response', { signal })) as [IncomingMessage];
      const body = await textOf(answer);
      return { status: answer.statusCode ?? 0, body, milliseconds: performance.now() - started };
    } finally {
      asked.destroy();
    }
  },
};

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error(`expected an answer of at most ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
