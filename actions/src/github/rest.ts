import { messageOf, UserError } from '../errors.ts';
import { systemClock, type Clock } from '../ports/clock.ts';

export interface Api {
  /** Without a slash at its end: `https://api.github.com`. */
  readonly base: string;
  readonly token: string;
  readonly clock?: Pick<Clock, 'sleep'>;
  /** What the job must be granted for these calls, for whom is refused: `deployments: write`. */
  readonly permission?: string;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly json?: object;
  /** Statuses from 400 on that are an answer too, and no refusal: 404 where it may be that nothing is there. */
  readonly accepts?: readonly number[];
  /** A POST that, done twice, leaves what it leaves done once. */
  readonly isRepeatable?: boolean;
}

export interface Reply {
  readonly status: number;
  readonly content: unknown;
  /** The address of the next page, if there is one, below the base. */
  readonly next: string | null;
}

export const JSON_FORM = 'application/vnd.github+json';
const WITHIN_MS = 10_000;
/** Pauses before another try. What GitHub asks for in Retry-After is waited for up to a minute. */
const PAUSES_MS = [500, 1000, 2000];
const LONGEST_PAUSE_MS = 60_000;
/** A hundred pages of a hundred: a thread beyond that is no release’s. */
const MOST_PAGES = 100;

/**
 * One request of the REST API. Asks again where GitHub was not there or asks for patience, but never a second time for what
 * would be done twice. `UserError` github-refused for 4xx, github-unreachable where there was no answer.
 */
export async function call(api: Api, wish: Call): Promise<Reply> {
  const clock = api.clock ?? systemClock;
  const pauses = wish.method === 'POST' && wish.isRepeatable !== true ? [] : PAUSES_MS;
  for (const [tries, pause] of [...pauses, undefined].entries()) {
    const answer = await once(api, wish);
    if (answer.kind === 'reply') return answer.reply;
    if (answer.kind === 'refused') throw refused(api, wish, answer.said);
    if (pause === undefined) throw unreachable(wish, { said: answer.said, tries: tries + 1 });
    await clock.sleep(Math.max(pause, answer.patienceMs));
  }
  throw new Error('the last try returns or throws');
}

/** Every entry of a list, page by page. */
export async function callAll(api: Api, path: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const page of pagesOf(api, path)) {
    if (!Array.isArray(page)) throw unreachable({ path }, { said: 'the answer is no list', tries: 1 });
    found.push(...(page as unknown[]));
  }
  return found;
}

/** A list's pages, each asked for when it is needed. */
export async function* pagesOf(api: Api, path: string): AsyncGenerator {
  let next: string | null = `${path}${path.includes('?') ? '&' : '?'}per_page=100`;
  for (let page = 0; next !== null; page += 1) {
    if (page === MOST_PAGES)
      throw unreachable({ path: next }, { said: 'there are too many pages', tries: 1 });
    const reply: Reply = await call(api, { path: next });
    yield reply.content;
    next = reply.next;
  }
}

type Outcome =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'refused'; readonly status: number; readonly said: string }
  | { readonly kind: 'again'; readonly said: string; readonly patienceMs: number };

/** One request, and what its answer means; nothing is asked again. */
export async function once(api: Api, wish: Call): Promise<Outcome> {
  try {
    const response = await send(api, wish, { accept: JSON_FORM, withinMs: WITHIN_MS });
    return await outcomeOf(response, { base: api.base, accepts: wish.accepts ?? [] });
  } catch (error) {
    return { kind: 'again', said: reasonOf(error), patienceMs: 0 };
  }
}

/** One request, whatever comes of it. */
export async function send(
  { base, token }: Api,
  { method = 'GET', path, json }: Call,
  { accept, withinMs }: { accept: string; withinMs: number },
): Promise<Response> {
  return fetch(`${base}${path}`, {
    method,
    redirect: 'follow',
    signal: AbortSignal.timeout(withinMs),
    headers: {
      accept,
      authorization: `Bearer ${token}`,
      'user-agent': 'tidegate',
      'x-github-api-version': '2022-11-28',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
}

export function reasonOf(error: unknown): string {
  const cause = Error.isError(error) && error.cause !== undefined ? `: ${messageOf(error.cause)}` : '';
  return `${messageOf(error)}${cause}`;
}

async function outcomeOf(
  response: Response,
  { base, accepts }: { base: string; accepts: readonly number[] },
): Promise<Outcome> {
  const { status, headers } = response;
  const text = await response.text();
  const content = status === 204 ? null : parseJson(text);
  const patienceMs = patienceIn(response);
  // Its time will come: a limit is no answer to what was asked.
  const isAnswer = response.ok || (accepts.includes(status) && patienceMs === 0);
  if (isAnswer && content !== undefined)
    return { kind: 'reply', reply: { status, content, next: nextPage(headers, base) } };
  const said = `${status} ${messageIn(content)}`.trim();
  return failureOf({ status, said, patienceMs });
}

function failureOf({
  status,
  said,
  patienceMs,
}: Omit<Extract<Outcome, { kind: 'again' }>, 'kind'> & { status: number }): Outcome {
  // 403 is a rate limit’s answer too, and then says for how long.
  if (status === 429 || (status === 403 && patienceMs > 0))
    return patienceMs > LONGEST_PAUSE_MS
      ? { kind: 'refused', status, said }
      : { kind: 'again', said, patienceMs };
  if (status >= 400 && status < 500) return { kind: 'refused', status, said };
  return { kind: 'again', said: said === '200' ? '200 without JSON' : said, patienceMs: 0 };
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function patienceIn({ headers }: Response): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(seconds)) return seconds * 1000;
  if (headers.get('x-ratelimit-remaining') !== '0') return 0;
  const until = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  return Number.isFinite(until) ? Math.max(1, until * 1000 - Date.now()) : 0;
}

/** Only ever below the same base: the token goes nowhere else. */
function nextPage(headers: Headers, base: string): string | null {
  const [, address] = /<([^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '') ?? [];
  if (address?.startsWith(`${base}/`) !== true) return null;
  return address.slice(base.length);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageIn(content: unknown): string {
  if (typeof content !== 'object' || content === null || !('message' in content)) return '';
  return String(content.message).slice(0, 200);
}

export function refused({ permission }: Api, { method = 'GET', path }: Call, said: string): UserError {
  return new UserError({
    code: 'github-refused',
    message: `Expected GitHub to answer ${method} ${path}, found ${said}.`,
    remedy: `See that ${permission === undefined ? '' : `the job has \`${permission}\`, that `}the token is this job’s, and that what is named is of this repository.`,
  });
}

export function unreachable(
  { method = 'GET', path }: Call,
  { said, tries }: { said: string; tries: number },
): UserError {
  return new UserError({
    code: 'github-unreachable',
    message: `Expected GitHub to answer ${method} ${path}, found ${said}, ${tries} times.`,
    remedy: 'Run the job again; githubstatus.com tells of outages.',
  });
}
