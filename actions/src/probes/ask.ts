import { request as askOverHttp, type IncomingHttpHeaders } from 'node:http';
import { request as askOverTls } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { messageOf } from '../errors.ts';

export interface Question {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `null` without TLS. */
  readonly certificate: Certificate | null;
}

export interface Certificate {
  readonly validUntil: Date;
  readonly protocol: string;
}

/** Whatever was asked, nobody answered: that proves nothing, neither good nor bad. */
export class Unanswered extends Error {
  /** As TLS and the system name it: `ECONNREFUSED`, `CERT_HAS_EXPIRED` …; empty where they don't. */
  readonly reason: string;

  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'Unanswered';
    this.reason = Error.isError(cause) && 'code' in cause ? String(cause.code) : '';
  }
}

export type Ask = (question: Question) => Promise<Answer>;

export interface AskLimits {
  readonly questions: number;
  /** For each answer, and for all of them together. */
  readonly eachMs: number;
  readonly allMs: number;
  /** PEM of an authority to trust beside the system's. */
  readonly authority?: string;
}

/** Nothing that is probed for is longer. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Asks one environment, each time over a connection of its own and never following a redirect; bounded in count, time and
 * size. Rejects with `Unanswered`.
 */
export function boundedAsk(url: URL, limits: AskLimits): Ask {
  const all = AbortSignal.timeout(limits.allMs);
  let asked = 0;
  return async (question) => {
    asked += 1;
    const name = `${question.method ?? 'GET'} ${question.path}`;
    if (asked > limits.questions)
      throw new Unanswered(`${name}: more than ${limits.questions} requests would be needed.`, undefined);
    try {
      return await askOnce(url, question, { limits, all });
    } catch (cause) {
      throw new Unanswered(
        `${name}: expected an answer within ${limits.eachMs} ms; ${messageOf(cause)}.`,
        cause,
      );
    }
  };
}

function askOnce(
  url: URL,
  { path, method = 'GET', headers = {}, json }: Question,
  { limits, all }: { limits: AskLimits; all: AbortSignal },
): Promise<Answer> {
  const body = json === undefined ? undefined : JSON.stringify(json);
  const target = new URL(`${url.pathname.replace(/\/$/, '')}${path}`, url.origin);
  const options = {
    method,
    agent: false,
    signal: AbortSignal.any([all, AbortSignal.timeout(limits.eachMs)]),
    headers: {
      connection: 'close',
      'user-agent': 'tidegate-checklist',
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const asking =
      target.protocol === 'https:'
        ? askOverTls(target, {
            ...options,
            ...(limits.authority === undefined ? {} : { ca: limits.authority }),
          })
        : askOverHttp(target, options);
    asking.on('error', reject);
    asking.on('response', (response) => {
      const certificate = certificateOf(response.socket);
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        parts.push(part);
        if (bytes > MOST_BYTES) response.destroy(new Error(`it is longer than ${MOST_BYTES} bytes`));
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString('utf8'),
          certificate,
        });
      });
    });
    asking.end(body);
  });
}

function certificateOf(socket: object): Certificate | null {
  if (!('getPeerCertificate' in socket)) return null;
  const secure = socket as TLSSocket;
  return {
    validUntil: new Date(secure.getPeerCertificate().valid_to),
    protocol: secure.getProtocol() ?? 'unknown',
  };
}
