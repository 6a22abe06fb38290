import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually, STARTS_WITHIN_MS } from './testing/eventually.ts';
import type { Answer, Question } from './testing/ask.ts';
import { startPostgres, type TestPostgres } from './testing/postgres.ts';
import { readyWorkers, startService, type RunningService } from './testing/running-service.ts';

// The machine may be busy with other suites.
jest.setTimeout(120_000);

const LIMIT = 6;
const DIGEST = 'c0ffee00'.repeat(8);
const RELEASE = {
  TIDEGATE_RELEASE_ID: '1.2.3-abcdef0-c0ffee00',
  TIDEGATE_VERSION: '1.2.3',
  TIDEGATE_COMMIT: 'abcdef0'.repeat(6).slice(0, 40),
  TIDEGATE_DIGEST: DIGEST,
  TIDEGATE_CONFIG_HASH: '0123456789abcdef',
};

let postgres: TestPostgres;
/** In production, on a private socket: as a host runs it. */
let service: RunningService;
/** In development, on a TCP port, with everything logged. */
let overTcp: RunningService;
let port: number;

beforeAll(async () => {
  postgres = await startPostgres();
  const shared = { DATABASE_URL: postgres.url, RATE_LIMIT_MAX_REQUESTS: String(LIMIT) };
  service = await startService({ env: { ...shared, ...RELEASE } });
  overTcp = await startService({
    env: {
      ...shared,
      NODE_ENV: 'development',
      LOG_LEVEL: 'trace',
      METRICS_ENABLED: 'false',
      TIDEGATE_SOCKET: undefined,
      HOST: '127.0.0.1',
      PORT: '0',
    },
  });
  await readyWorkers(service);
  port = await portOf(overTcp);
});

afterAll(async () => {
  await service.dispose();
  await overTcp.dispose();
  await postgres.dispose();
});

describe('health', () => {
  it('is answered by every worker, each with the release that it serves', async () => {
    const workers = await readyWorkers(service);
    expect(workers.size).toBe(2);
    const ready = await service.askJson('/health/ready');
    expect(ready).toEqual({
      status: 'ready',
      releaseId: RELEASE.TIDEGATE_RELEASE_ID,
      digest: DIGEST,
      configHash: RELEASE.TIDEGATE_CONFIG_HASH,
      schemaVersion: 1,
      worker: { pid: expect.any(Number), index: expect.any(Number), count: 2 },
    });
  });

  it('says all about the release, the worker and the database', async () => {
    // On a busy machine the database may need a moment too long, and the service is `degraded` until it doesn't.
    let health: Record<string, unknown> = {};
    await untilHealth('is healthy', (asked) => {
      health = asked;
      return asked['status'] === 'healthy';
    });
    expect(health).toMatchObject({
      environment: 'production',
      release: {
        id: RELEASE.TIDEGATE_RELEASE_ID,
        version: '1.2.3',
        commit: RELEASE.TIDEGATE_COMMIT,
        digest: DIGEST,
      },
      configHash: RELEASE.TIDEGATE_CONFIG_HASH,
      schema: { live: 1 },
      database: { status: 'up', latencyMs: expect.any(Number) },
      memory: { rss: expect.any(Number) },
      uptime: expect.any(Number),
    });
  });

  it('answers alive without looking at anything', async () => {
    expect(await service.askJson('/health/live')).toMatchObject({ status: 'alive' });
  });

  it('reports the highest number of the migrations, not the latest row or the longest name', async () => {
    await postgres.query(
      `INSERT INTO pgmigrations (name, run_on) VALUES ('0012_later', now()), ('0003_between', now())`,
    );
    try {
      await untilHealth('shows schema 12', ({ schema }) => (schema as { live: number }).live === 12);
    } finally {
      await postgres.query(`DELETE FROM pgmigrations WHERE name IN ('0012_later', '0003_between')`);
    }
  });
});

describe('feedback', () => {
  it('is stored and summed up', async () => {
    expect(await service.askJson('/api/feedback/summary')).toEqual({ count: 0, averageRating: null });
    const stored = await service.ask({
      path: '/api/feedback',
      body: { rating: 5, comment: 'It’s “good” \u{1f30a}' },
    });
    expect(stored.status).toBe(201);
    expect(JSON.parse(stored.body)).toMatchObject({ rating: 5, comment: 'It’s “good” \u{1f30a}' });
    expect((await service.ask({ path: '/api/feedback', body: { rating: 2 } })).status).toBe(201);
    expect(await service.askJson('/api/feedback/summary')).toEqual({ count: 2, averageRating: 3.5 });
  });

  it('is refused with everything that is wrong with it', async () => {
    const body = { rating: 'five', comment: 'x'.repeat(2001), shout: true };
    const answer = await service.ask({ path: '/api/feedback', body });
    expectProblem(answer, 400);
    const { errors } = JSON.parse(answer.body) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).toSorted()).toEqual(['', 'comment', 'rating']);
  });

  it.each([[{ rating: 0 }], [{ rating: 6 }], [{ rating: 1.5 }], [{}], [{ rating: 3, comment: 'a\0b' }]])(
    'is refused as %j',
    async (body) => {
      expectProblem(await service.ask({ path: '/api/feedback', body }), 400);
    },
  );
});

describe('requests that are wrong', () => {
  it('answers 400 to malformed JSON', async () => {
    expectProblem(await service.ask(json('{"rating": 5')), 400);
  });

  it('answers 413 to a body over 100 kB', async () => {
    expectProblem(await service.ask(json(JSON.stringify({ rating: 5, comment: 'x'.repeat(110_000) }))), 413);
  });

  it('answers 404 to an unknown path and to an unknown method', async () => {
    expectProblem(await service.ask('/nothing/here'), 404);
    expectProblem(await service.ask({ path: '/api/nothing' }), 404);
    expectProblem(await service.ask({ path: '/health', method: 'DELETE' }), 404);
  });

  it('answers 500 without a word about the cause, and logs it', async () => {
    await postgres.query('ALTER TABLE feedback RENAME TO feedback_away');
    try {
      const answer = await service.ask('/api/feedback/summary');
      expectProblem(answer, 500);
      expect(answer.body).not.toMatch(/feedback_away|relation|at .*\.ts|pg/);
      await eventually('the cause is in the log', () =>
        service.output().includes('relation \\"feedback\\" does not exist'),
      );
    } finally {
      await postgres.query('ALTER TABLE feedback_away RENAME TO feedback');
    }
  });
});

describe('request ids', () => {
  it('takes over a well-formed id, also into problems', async () => {
    const answer = await service.ask({ path: '/nothing', headers: { 'x-request-id': 'trace-0123456789' } });
    expect(answer.headers['x-request-id']).toBe('trace-0123456789');
    expect(JSON.parse(answer.body)).toMatchObject({ requestId: 'trace-0123456789' });
  });

  it.each(['short', 'x'.repeat(65), 'with space 123', '"><script>'])(
    'makes its own in place of %j',
    async (id) => {
      const answer = await service.ask({ path: '/health/live', headers: { 'x-request-id': id } });
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe('security headers', () => {
  it('let a page load its own files only', async () => {
    const page = await service.ask('/');
    expect(page.status).toBe(200);
    expect(page.body).toContain(RELEASE.TIDEGATE_RELEASE_ID);
    const policy = page.headers['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("img-src 'self' data:;");
    expect(policy).not.toMatch(/unsafe|https:|\*/);
    expect(page.headers['x-frame-options']).toBe('DENY');
    expect(page.body).not.toMatch(/<script|<style|style=/);
    const style = await service.ask('/assets/page.css');
    expect(style.headers['content-type']).toContain('text/css');
  });

  it.each(['/health', '/api/feedback/summary', '/nothing', '/metrics'])(
    'let %s load nothing',
    async (path) => {
      const { headers } = await service.ask(path);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    },
  );

  it('ask for TLS in production only', async () => {
    expect((await service.ask('/')).headers['strict-transport-security']).toContain('max-age=31536000');
    const inDevelopment = await overTcp.ask({ path: '/', port });
    expect(inDevelopment.headers).not.toHaveProperty('strict-transport-security');
    expect(inDevelopment.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });
});

describe('calls from other origins', () => {
  const origin = 'https://www.assistant.test';

  it('are let through from a listed origin, with credentials', async () => {
    const answer = await service.ask({ path: '/api/feedback/summary', headers: { origin } });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
    const preflight = await service.ask({ path: '/api/feedback', method: 'OPTIONS', headers: { origin } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-methods']).toContain('POST');
  });

  it.each(['https://evil.test', 'null', 'https://assistant.test.evil.test', 'http://assistant.test'])(
    'from %s are served without a CORS header, and never fail',
    async (foreign) => {
      const headers = { origin: foreign };
      const answer = await service.ask({ path: '/api/feedback/summary', headers });
      const preflight = await service.ask({ path: '/api/feedback', method: 'OPTIONS', headers });
      expect([answer.status, preflight.status]).toEqual([200, 204]);
      for (const each of [answer, preflight]) {
        expect(Object.keys(each.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(each.headers.vary).toContain('Origin');
      }
    },
  );
});

describe('the rate limit', () => {
  it('is one for an address over all workers', async () => {
    const statuses = await askTimes(LIMIT * 2, () => fromClient('203.0.113.7'));
    expect(statuses).toEqual([...times(LIMIT, 200), ...times(LIMIT, 429)]);
    expect((await service.ask(fromClient('203.0.113.8'))).status).toBe(200);
  });

  it('tells in the standard headers what is left, and in a problem when to come again', async () => {
    const first = await service.ask(fromClient('203.0.113.20'));
    expect(first.headers['ratelimit']).toBe(`"api"; r=${LIMIT - 1}; t=900`);
    expect(first.headers['ratelimit-policy']).toContain(`q=${LIMIT}; w=900`);
    await askTimes(LIMIT, () => fromClient('203.0.113.20'));
    const refused = await service.ask(fromClient('203.0.113.20'));
    expectProblem(refused, 429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('counts the network of an IPv6 client, not its address', async () => {
    let host = 0;
    const statuses = await askTimes(LIMIT + 1, () => fromClient(`2001:db8:1:2::${(host += 1)}`));
    expect(statuses).toEqual([...times(LIMIT, 200), 429]);
  });

  it('believes only the address that the front added, not those that the client wrote before it', async () => {
    let spoofed = 0;
    const statuses = await askTimes(LIMIT + 1, () => fromClient(`10.0.0.${(spoofed += 1)}, 203.0.113.30`));
    expect(statuses).toEqual([...times(LIMIT, 200), 429]);
  });

  it('does not count the host’s own probes, nor what is outside the API', async () => {
    const probes = await askTimes(LIMIT * 2, () => ({ path: '/api/feedback/summary' }));
    const pages = await askTimes(LIMIT * 2, () => ({
      path: '/',
      headers: { 'x-forwarded-for': '203.0.113.40' },
    }));
    expect(new Set([...probes, ...pages])).toEqual(new Set([200]));
  });

  it('can’t be avoided over TCP by writing X-Forwarded-For', async () => {
    let spoofed = 0;
    const statuses: number[] = [];
    for (let at = 0; at <= LIMIT; at += 1) {
      const question = { ...fromClient(`198.51.100.${(spoofed += 1)}`), port };
      statuses.push((await overTcp.ask(question)).status);
    }
    expect(statuses).toEqual([...times(LIMIT, 200), 429]);
  });
});

describe('metrics', () => {
  it('are the sum over the workers, by route pattern', async () => {
    const before = requestsOf(await service.ask('/metrics'), '/api/feedback/summary');
    await askTimes(10, () => ({ path: '/api/feedback/summary/?page=1' }));
    // Whichever worker answers: both give the same sum.
    for (let at = 0; at < 2; at += 1) {
      const after = requestsOf(await service.ask('/metrics'), '/api/feedback/summary');
      expect(after - before).toBe(10);
    }
  });

  it('have a bounded number of series, with the buckets that releases are judged by', async () => {
    await askTimes(5, () => ({ path: `/made/up/${Math.random()}` }));
    const { body, headers } = await service.ask('/metrics');
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(body).toContain('route="unmatched",status="404"');
    expect(body).not.toContain('made');
    expect(body).toMatch(/le="0\.3",.*\n.*le="0\.5",/);
  });

  it('count what a middleware answers for the route that was asked for', async () => {
    const { body } = await service.ask('/metrics');
    expect(body).toMatch(/_count\{method="GET",route="\/api\/feedback\/summary",status="429"\} \d+/);
  });

  it('are no path at all when they are off', async () => {
    expectProblem(await overTcp.ask({ path: '/metrics', port }), 404);
  });
});

describe('the log', () => {
  it('holds no secret, cookie, authorization or query value', async () => {
    await overTcp.ask({
      path: '/health/live?code=4%2Fquery-value&state=second-value#x',
      port,
      headers: {
        authorization: 'Bearer header-value',
        cookie: 'session=cookie-value',
        'x-api-key': 'key-value',
      },
    });
    const logged = '/health/live?code=[redacted]&state=[redacted]';
    await eventually('the request is in the log', () => overTcp.output().includes(logged));
    const log = service.output() + overTcp.output();
    expect(log).not.toMatch(/query-value|second-value|header-value|cookie-value|key-value/);
    for (const name of ['GOOGLE_CLIENT_SECRET', 'OPENAI_API_KEY', 'JWT_SECRET', 'DATABASE_URL']) {
      expect(log).not.toContain(service.env[name]);
      expect(log).not.toContain(overTcp.env[name]);
    }
    expect(log).not.toContain(postgres.password);
  });
});

function json(body: string): Question {
  return { path: '/api/feedback', body, headers: { 'content-type': 'application/json' } };
}

function fromClient(address: string): Question {
  return { path: '/api/feedback/summary', headers: { 'x-forwarded-for': address } };
}

/** One after another, each over a connection of its own: the workers take turns. */
async function askTimes(count: number, question: () => Question): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let at = 0; at < count; at += 1) statuses.push((await service.ask(question())).status);
  return statuses;
}

function times(count: number, status: number): readonly number[] {
  return new Array<number>(count).fill(status);
}

function expectProblem(answer: Answer, status: number): void {
  expect([answer.status, answer.headers['content-type']]).toEqual([
    status,
    'application/problem+json; charset=utf-8',
  ]);
  expect(JSON.parse(answer.body)).toMatchObject({ type: 'about:blank', status, title: expect.any(String) });
}

function requestsOf({ body }: Answer, route: string): number {
  const line = new RegExp(`_count\\{method="GET",route="${route}",status="200"\\} (\\d+)`).exec(body);
  return Number(line?.[1] ?? 0);
}

async function untilHealth(
  fact: string,
  isTrue: (health: Record<string, unknown>) => boolean,
): Promise<void> {
  await eventually(fact, async () => isTrue(await service.askJson('/health')));
}

/** Both workers listen on the port that the first of them took. */
async function portOf(running: RunningService): Promise<number> {
  let found: RegExpMatchArray | null = null;
  await eventually(
    'the service names its port',
    () => {
      found = /"address":\{[^}]*"port":(\d+)/.exec(running.output());
      return found !== null;
    },
    STARTS_WITHIN_MS,
  );
  return Number((found as RegExpMatchArray | null)?.[1]);
}
