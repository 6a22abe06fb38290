import { appendFileSync, existsSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { Request, RequestHandler, Response } from 'express';
import { Pool } from 'pg';
import { runService } from '../../app/src/service.ts';

/**
 * The real service with one defect planted, named by `planted.json` beside the program. Defects that belong to the time
 * after the switch begin when `current.sock` leads here, so that no clock decides what a test sees.
 */
interface Planted {
  readonly defect: string;
  /** Milliseconds, for the defects that take some. */
  readonly ms?: number;
  /** For those about what is written and read: in which form. */
  readonly format?: number;
  /** Only where it is started as what a rehearsal goes back to. */
  readonly onlyWhenGoneBackTo?: boolean;
}

const planted = JSON.parse(readFileSync(new URL('planted.json', import.meta.url), 'utf8')) as Planted;
const socket = process.env['TIDEGATE_SOCKET'] ?? '';
/** Beside the host’s folder; whoever was asked meanwhile whether it is ready stands in `.asked`. */
const OUTAGE = `${join(dirname(socket), '..')}.outage`;
const startedForRehearsal = isRehearsed();
let liveSince: number | undefined;
let database: Pool | undefined;

if (planted.defect === 'crash-at-boot') throw new Error('planted: crashes at boot');
if (planted.defect === 'wrong-release-id') process.env['TIDEGATE_RELEASE_ID'] = '9.9.9-0000000-00000000';
if (planted.defect === 'dies') {
  setInterval(() => {
    if (isLive() && Date.now() - (liveSince ?? Date.now()) >= (planted.ms ?? 0)) process.exit(1);
  }, 50).unref();
}
if (planted.defect === 'ignores-sigterm') {
  setInterval(() => {
    for (const signal of ['SIGTERM', 'SIGINT'])
      process.removeAllListeners(signal).on(signal, () => undefined);
  }, 50).unref();
}

interface Asked {
  readonly path: string;
  readonly request: Request;
  readonly isLastWorker: boolean;
}
type Handler = (asked: Asked, response: Response, next: Parameters<RequestHandler>[2]) => void;

const HANDLERS: Readonly<Record<string, Handler>> = {
  'never-ready': ({ path }, response, next) => {
    if (path === '/health/ready') response.status(503).json({ status: 'not-ready', reason: 'planted' });
    else next();
  },
  'one-worker-not-ready': ({ path, isLastWorker }, response, next) => {
    if (path === '/health/ready' && isLastWorker)
      response.status(503).json({ status: 'not-ready', reason: 'planted' });
    else next();
  },
  'one-worker-fails': ({ path, isLastWorker }, response, next) => {
    if (!path.startsWith('/health') && isLastWorker) response.status(500).json({ title: 'planted' });
    else next();
  },
  errors: ({ path }, response, next) => {
    if (isUsers(path) && isLive() && Math.random() < 0.3) response.status(500).json({ title: 'planted' });
    else next();
  },
  'slow-tail': ({ path }, _response, next) => {
    if (isUsers(path) && isLive() && Math.random() < 0.3) setTimeout(next, planted.ms ?? 0);
    else next();
  },
  // It served well once, and would not do so again: the marks of a newer release in the data, say.
  'fails-when-gone-back-to': ({ path }, response, next) => {
    if (isUsers(path) && startedForRehearsal) response.status(500).json({ title: 'planted' });
    else next();
  },
  // A pair of these two is at odds, and each of them is sound by itself.
  'writes-format': ({ request }, _response, next) => {
    if (isWrite(request))
      void writeInFormat(request).then(() => {
        next();
      }, next);
    else next();
  },
  'cannot-read-format': ({ path }, response, next) => {
    if (path !== '/api/feedback/summary') {
      next();
      return;
    }
    void hasFormat().then((has) => {
      if (has) response.status(500).json({ title: 'planted' });
      else next();
    }, next);
  },
  'refuses-writes': ({ request }, response, next) => {
    if (isWrite(request)) response.status(503).json({ title: 'planted' });
    else next();
  },
  hangs: ({ path }, _response, next) => {
    if (path !== '/') next();
  },
  'slow-route': answerSlowly,
  // Something that all releases need fails, for as long as a file says what of them fails with it.
  outage: (asked, response, next) => {
    const { ready, users } = outageNow();
    if (ready === 'fails' && asked.path === '/health/ready') {
      appendFileSync(`${OUTAGE}.asked`, `${process.env['TIDEGATE_RELEASE_ID'] ?? ''}\n`);
      response.status(503).json({ status: 'not-ready', reason: 'planted' });
    } else if (users === 'fail' && isUsers(asked.path) && isLive()) {
      response.status(500).json({ title: 'planted' });
    } else answerSlowly(asked, response, next);
  },
};

await runService({
  middleware: ({ index, count }) => [
    (request, response, next) => {
      const handle = HANDLERS[planted.defect];
      const isSpared = planted.onlyWhenGoneBackTo === true && !startedForRehearsal;
      if (handle === undefined || isSpared) next();
      else handle({ path: request.path, request, isLastWorker: index === count - 1 }, response, next);
    },
  ],
});

function answerSlowly({ path }: Asked, response: Response, next: () => void): void {
  if (path === '/slow') setTimeout(() => response.json({ slept: planted.ms }), planted.ms ?? 0);
  else next();
}

function outageNow(): { ready?: 'fails'; users?: 'fail' } {
  return existsSync(OUTAGE) ? (JSON.parse(readFileSync(OUTAGE, 'utf8')) as ReturnType<typeof outageNow>) : {};
}

function isUsers(path: string): boolean {
  return !path.startsWith('/health') && path !== '/metrics';
}

function isWrite({ method, path }: Request): boolean {
  return method === 'POST' && path === '/api/feedback';
}

/** The service takes a body that was read before it as it is. */
async function writeInFormat(request: Request): Promise<void> {
  const body = (await json(request)) as object;
  request.body = { ...body, comment: formatted() };
}

function formatted(): string {
  return `format ${planted.format ?? 0}`;
}

async function hasFormat(): Promise<boolean> {
  database ??= new Pool({ connectionString: process.env['DATABASE_URL'], max: 2 });
  const { rowCount } = await database.query('SELECT 1 FROM feedback WHERE comment = $1 LIMIT 1', [
    formatted(),
  ]);
  return rowCount !== 0;
}

function isRehearsed(): boolean {
  const lock = join(dirname(socket), '../lock');
  return existsSync(lock) && readFileSync(lock, 'utf8').includes('"purpose":"rehearse ');
}

function isLive(): boolean {
  try {
    if (readlinkSync(join(dirname(socket), 'current.sock')) !== basename(socket)) return false;
  } catch {
    return false;
  }
  liveSince ??= Date.now();
  return true;
}
