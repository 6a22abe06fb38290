import type { Answer } from './answer.ts';

export interface Outage {
  /** `METHOD /path`; without it, every request. */
  readonly match?: RegExp;
  /** How many requests; without it, until `end()`. */
  readonly times?: number;
  /** `timeout`: no answer ever. `secondary-rate-limit`: 403 with Retry-After. `answer-lost`: it is done, and the connection breaks. */
  readonly kind:
    500 | 502 | 503 | 504 | 'timeout' | 'reset' | 'answer-lost' | 'rate-limit' | 'secondary-rate-limit';
  readonly retryAfterSeconds?: number;
}

export interface Outages {
  begin(outage: Outage): { end(): void };
  /** What meets this request, counted. */
  strikes(request: string): Outage | undefined;
}

export function newOutages(now: () => number): Outages & { answerOf(outage: Outage): Answer } {
  const current: { outage: Outage; left: number }[] = [];
  return {
    begin(outage) {
      const entry = { outage, left: outage.times ?? Infinity };
      current.push(entry);
      return {
        end() {
          entry.left = 0;
        },
      };
    },
    strikes(request) {
      const entry = current.find(({ outage, left }) => left > 0 && (outage.match?.test(request) ?? true));
      if (entry === undefined) return undefined;
      entry.left -= 1;
      return entry.outage;
    },
    answerOf: (outage) => answerOf(outage, now()),
  };
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function answerOf({ kind, retryAfterSeconds = 60 }: Outage, now: number): Answer {
  if (kind === 'secondary-rate-limit')
    return {
      status: 403,
      content: {
        message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      },
      headers: { 'retry-after': String(retryAfterSeconds) },
    };
  if (kind === 'rate-limit')
    return {
      status: 403,
      content: { message: 'API rate limit exceeded for installation.' },
      headers: {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(now / 1000) + retryAfterSeconds),
      },
    };
  const status = typeof kind === 'number' ? kind : 503;
  // In front of GitHub’s program stands a proxy, whose answers are no JSON.
  return {
    status,
    bytes: Buffer.from('<html><body>Unicorn!</body></html>'),
    headers: { 'content-type': 'text/html' },
  };
}
