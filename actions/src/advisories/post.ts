import { messageOf } from '../errors.ts';
import { bodyText } from './body-text.ts';
import type { Posted, Refusal } from './refusal.ts';

/** How often a question is asked again, and how long it waits for it. */
export interface Patience {
  /** In all, the first one included. */
  readonly attempts: number;
  readonly firstWaitMs: number;
  /** A registry that asks for a longer one is not waited for. */
  readonly longestWaitMs: number;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  /** From 0 up to 1. */
  readonly random: () => number;
}

interface Attempt {
  readonly posted: Posted;
  /** Whether it may go better the next time. */
  readonly isPassing: boolean;
  /** What the registry asks for. */
  readonly waitMs?: number | undefined;
}

/** The endpoint is not there: not now, not in a minute. */
const NO_ENDPOINT: readonly number[] = [404, 405, 410];
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** Asks, and asks again while that may help: the waits double, each shortened by chance so that not all come back at once. */
export async function post(url: URL, request: RequestInit, patience: Patience): Promise<Posted> {
  const { attempts, firstWaitMs, longestWaitMs, wait, random } = patience;
  for (let turn = 1; ; turn += 1) {
    const { posted, isPassing, waitMs } = await attempt(url, request, patience.timeoutMs);
    if (!isPassing || turn === attempts) return posted;
    if (waitMs !== undefined && waitMs > longestWaitMs) return tooLong(waitMs);
    const backOff = Math.min(longestWaitMs, firstWaitMs * 2 ** (turn - 1));
    await wait(waitMs ?? backOff * (0.5 + random() / 2));
  }
}

async function attempt(url: URL, request: RequestInit, timeoutMs: number): Promise<Attempt> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    // A redirect could carry the token, or the question, to somebody else.
    const response = await fetch(url, { ...request, redirect: 'manual', signal });
    const { status } = response;
    if (status === 200) return { posted: await bodyText(response), isPassing: false };
    await response.body?.cancel();
    const isPassing = PASSING.includes(status);
    const waitMs = isPassing ? retryAfter(response.headers.get('retry-after')) : undefined;
    return { posted: refusalOf(status), isPassing, waitMs };
  } catch (error) {
    const why = signal.aborted ? `no whole answer within ${timeoutMs / 1000} s` : causeOf(error);
    return { posted: { kind: 'refusal', code: 'advisories-unavailable', why }, isPassing: true };
  }
}

function refusalOf(status: number): Refusal {
  const code = NO_ENDPOINT.includes(status) ? 'advisories-unavailable' : 'advisories-refused';
  return { kind: 'refusal', code, why: `it answers with status ${status}` };
}

function tooLong(waitMs: number): Refusal {
  const why = `it asks to come back in ${Math.ceil(waitMs / 1000)} s, which is longer than is waited`;
  return { kind: 'refusal', code: 'advisories-refused', why };
}

/** Seconds or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** `fetch` only says that it failed; the system’s word for it is in the cause. */
function causeOf(error: unknown): string {
  const cause = Error.isError(error) && error.cause !== undefined ? error.cause : error;
  return Error.isError(cause) && 'code' in cause ? String(cause.code) : messageOf(cause);
}
