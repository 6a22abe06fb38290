import autocannon, { type Client } from 'autocannon';
import type { Failure } from '../tests/support/strict-client.ts';
import type { LoadMessage } from './load.ts';

/**
 * The load program: `load-main.ts <url>`, until its parent says stop. autocannon sends; the counting is done here, since
 * autocannon takes a connection that was closed instead of an answer for an ordinary end and does not count it.
 */
const CONNECTIONS = 20;
/** The rest asks pages and writes. */
const SLOW_CONNECTIONS = 2;
const LONGEST_S = 3600;
const TIMEOUT_S = 10;

const body = JSON.stringify({ rating: 5 });
const headers = { 'content-type': 'application/json' };
const PAGE = { name: 'page', request: { method: 'GET', path: '/' }, status: 200 } as const;
const WRITE = {
  name: 'write',
  request: { method: 'POST', path: '/api/feedback', headers, body },
  status: 201,
} as const;
const SLOW = { name: 'slow', request: { method: 'GET', path: '/slow' }, status: 200 } as const;
const ASKS = [PAGE, WRITE, SLOW];
type Ask = (typeof ASKS)[number];

const rows: number[] = [];
const said: string[] = [];
const failures: Failure[] = [];
let connections = 0;

const options = {
  url: process.argv[2] ?? '',
  connections: CONNECTIONS,
  duration: LONGEST_S,
  timeout: TIMEOUT_S,
};
const instance = autocannon({ ...options, setupClient }, () => undefined);

process.on('SIGINT', () => undefined); // the parent says when to stop
process.on('disconnect', () => process.exit(1));
process.on('message', () => {
  const names = ASKS.map(({ name }) => name);
  const message: LoadMessage = { names, said, rows: Float64Array.from(rows), failures };
  instance.stop();
  process.send?.(message, undefined, {}, () => process.exit(0));
});

function setupClient(client: Client): void {
  const asks: readonly Ask[] = connections < SLOW_CONNECTIONS ? [SLOW] : [PAGE, WRITE];
  connections += 1;
  client.setRequests(asks.map(({ request }) => request));
  let turn = 0;
  let underWay: { readonly ask: Ask; readonly since: number } | undefined;
  let lastError: string | undefined;
  let text = '';
  client.addListener('request', () => {
    if (underWay !== undefined) failures.push(lost(underWay, lastError));
    const ask = asks[turn % asks.length] ?? PAGE;
    underWay = { ask, since: now() };
    turn += 1;
    lastError = undefined;
    text = '';
  });
  client.addListener('connError', ({ message }: Error) => {
    lastError = message;
  });
  client.addListener('body', (part: Buffer) => {
    text += part.toString();
  });
  client.addListener('response', (status: number) => {
    if (underWay === undefined) return;
    const { ask, since } = underWay;
    underWay = undefined;
    if (status === ask.status)
      rows.push(ASKS.indexOf(ask), now(), now() - since, placeOf(whoAnswered(ask, text)));
    else failures.push({ name: ask.name, at: now(), what: String(status) });
  });
}

function lost({ ask, since }: { ask: Ask; since: number }, error: string | undefined): Failure {
  const isLate = now() - since >= TIMEOUT_S * 1000 - 1;
  const what = error ?? (isLate ? 'timed out' : 'closed without an answer');
  return { name: ask.name, at: now(), what };
}

/** The page names its release; the slow answer tells how long it slept, which differs between the releases. */
function whoAnswered({ name }: Ask, text: string): string {
  if (name === 'page') return /<dd>([^<]+)<\/dd>/.exec(text)?.[1] ?? '';
  if (name === 'slow') return /"slept":(\d+)/.exec(text)?.[1] ?? '';
  return '';
}

function placeOf(text: string): number {
  const place = said.indexOf(text);
  return place >= 0 ? place : said.push(text) - 1;
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
