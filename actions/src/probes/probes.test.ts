import { createServer as createTlsServer } from 'node:https';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { generate } from 'selfsigned';
import { checklistSettings, type ProbeName, type ProbeSettings } from '../policy/checklist-settings.ts';
import { probedService, serviceOf, type ProbedService } from '../prove/checklist/probed-service.ts';
import { SCENE_PROBES } from '../prove/checklist/scene-policy.ts';
import type { Digest } from '../release/release.ts';
import type { ProbeResult } from './probe.ts';
import { runProbes, type ProbeWish } from './run-probes.ts';

jest.setTimeout(30_000);

const DIGEST = 'ab'.repeat(32) as Digest;
const LIMITS = { questions: 300, eachMs: 2000, allMs: 10_000 };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function service(wish: Parameters<typeof probedService>[0] = {}): Promise<ProbedService> {
  const started = await probedService({ digest: DIGEST, ...wish });
  closing.push(started.close);
  return started;
}

/** A server of the test’s own. */
async function serving(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function settingsWith(changes: object): ProbeSettings {
  const groups = [{ name: 'All', items: [{ id: 'one', text: 'One', person: {} }] }];
  return checklistSettings.parse({ groups, probes: { ...SCENE_PROBES, ...changes } }).probes;
}

async function ask(
  probe: ProbeName,
  url: URL | string | undefined,
  wish: Partial<ProbeWish> & { with?: object } = {},
): Promise<ProbeResult | undefined> {
  const { with: changes = {}, ...rest } = wish;
  const results = await runProbes({
    probes: [probe],
    url: url === undefined ? undefined : new URL(url),
    settings: settingsWith(changes),
    smoke: [
      { path: '/', method: 'GET', status: 200 },
      { path: '/api/orders', method: 'POST', body: {}, status: 400 },
    ],
    digest: DIGEST,
    limits: LIMITS,
    ...rest,
  });
  return results[probe];
}

const OVER_HTTP: ProbeName[] = [
  'authentication',
  'backup',
  'cors',
  'input-validation',
  'monitoring',
  'rate-limit',
  'release',
  'security-headers',
  'smoke',
  'sql-injection',
];

describe.each(OVER_HTTP)('the probe %s', (probe) => {
  it('passes on a service that has it', async () => {
    const { url } = await service();
    expect(await ask(probe, url)).toMatchObject({ kind: 'pass' });
  });

  it('fails on a service that lacks it', async () => {
    const { url } = await service({ lacks: probe });
    expect(await ask(probe, url)).toMatchObject({ kind: 'fail' });
  });

  it('is unproven where nobody answers, or nobody said whom to ask', async () => {
    const { url, close } = await service();
    await close();
    expect(await ask(probe, url)).toMatchObject({ kind: 'unproven' });
    expect(await ask(probe, undefined)).toMatchObject({ kind: 'unproven' });
  });

  it('is unproven where the service is down behind its front', async () => {
    const url = await serving((_request, response) => response.writeHead(502).end());
    expect(await ask(probe, url)).toMatchObject({ kind: 'unproven' });
  });
});

const NEED_SETTINGS: ProbeName[] = [
  'authentication',
  'backup',
  'cors',
  'input-validation',
  'rate-limit',
  'sql-injection',
];

it.each(NEED_SETTINGS)(
  'the probe %s is unproven where the policy does not say what to ask',
  async (probe) => {
    const { url } = await service();
    expect(await ask(probe, url, { with: { [probe]: undefined } })).toMatchObject({ kind: 'unproven' });
  },
);

describe('what says nothing', () => {
  it.each<ProbeName>(['input-validation', 'sql-injection', 'cors', 'security-headers'])(
    'to the probe %s is a path at which nothing is',
    async (probe) => {
      const url = await serving((_request, response) => response.writeHead(404).end());
      expect(await ask(probe, url)).toMatchObject({ kind: 'unproven' });
    },
  );

  it.each<ProbeName>(['input-validation', 'sql-injection', 'cors', 'smoke'])(
    'to the probe %s is the rate limit’s refusal',
    async (probe) => {
      const url = await serving((_request, response) => response.writeHead(429).end());
      expect(await ask(probe, url)).toMatchObject({ kind: 'unproven' });
    },
  );
});

describe('security headers', () => {
  const SOUND = {
    'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };

  async function withHeaders(
    changes: Readonly<Record<string, string | undefined>>,
  ): Promise<ProbeResult | undefined> {
    const url = await serving((_request, response) => {
      const headers: Record<string, string | undefined> = { ...SOUND, ...changes };
      for (const [name, value] of Object.entries(headers))
        if (value !== undefined) response.setHeader(name, value);
      response.end();
    });
    return ask('security-headers', url);
  }

  it.each([
    [{ 'content-security-policy': "frame-ancestors 'none'" }],
    [{ 'content-security-policy': "default-src * ; frame-ancestors 'none'" }],
    [{ 'content-security-policy': "default-src 'self'; script-src 'unsafe-inline'; frame-ancestors 'none'" }],
    [{ 'content-security-policy': "script-src https:; script-src 'self'; frame-ancestors 'none'" }],
    [{ 'content-security-policy': "default-src 'self'" }],
    [{ 'content-security-policy': undefined }],
    [{ 'x-content-type-options': undefined }],
    [{ 'referrer-policy': 'unsafe-url' }],
    [{ 'x-powered-by': 'Express' }],
  ])('fail with %j', async (changes) => {
    expect(await withHeaders(changes)).toMatchObject({ kind: 'fail' });
  });

  it.each([
    [{ 'content-security-policy': "default-src 'self'", 'x-frame-options': 'DENY' }],
    [{ 'content-security-policy': "script-src 'nonce-abc' 'unsafe-inline'; frame-ancestors 'none'" }],
  ])('pass with %j', async (changes) => {
    expect(await withHeaders(changes)).toMatchObject({ kind: 'pass' });
  });
});

describe('the rate limit', () => {
  it.each([
    ['ratelimit', (left: number) => `limit=100, remaining=${left}, reset=60`],
    ['ratelimit-remaining', String],
    ['x-ratelimit-remaining', String],
  ])('is seen to count in the header %s', async (header, write) => {
    let left = 100;
    const url = await serving((_request, response) => {
      left -= 1;
      response.setHeader(header, write(left)).end();
    });
    expect(await ask('rate-limit', url)).toMatchObject({ kind: 'pass' });
  });

  it('is a decoration where the header stands still', async () => {
    const url = await serving((_request, response) =>
      response.setHeader('ratelimit', '"api";r=99;t=9').end(),
    );
    expect(await ask('rate-limit', url)).toMatchObject({ kind: 'fail' });
  });

  it('with a burst must come to a 429', async () => {
    const limited = await service();
    expect(await ask('rate-limit', limited.url, { with: burst(100) })).toMatchObject({ kind: 'pass' });
    const open = await service({ lacks: 'rate-limit' });
    expect(await ask('rate-limit', open.url, { with: burst(100) })).toMatchObject({ kind: 'fail' });
    expect(open.asked()).toBe(100);
  });

  function burst(count: number): object {
    return { 'rate-limit': { path: '/api/orders', burst: count } };
  }
});

describe('cross-origin requests', () => {
  it.each(['*', 'null'])('are too free when everybody is answered %s', async (origin) => {
    const url = await serving((_request, response) =>
      response.setHeader('access-control-allow-origin', origin).end(),
    );
    expect(await ask('cors', url)).toMatchObject({ kind: 'fail' });
  });

  it('are too strict when the allowed origin is refused', async () => {
    const url = await serving((_request, response) => response.end());
    expect(await ask('cors', url)).toMatchObject({ kind: 'fail' });
    expect(await ask('cors', url, { with: { cors: { path: '/api/orders' } } })).toMatchObject({
      kind: 'pass',
    });
  });
});

it.each([[500], [200], [302]])('malformed input that is answered %i is not validated', async (status) => {
  const url = await serving((_request, response) => response.writeHead(status).end());
  expect(await ask('input-validation', url)).toMatchObject({ kind: 'fail' });
});

it('hostile text that opens a door which was shut is injected', async () => {
  const url = await serving((request, response) => {
    response.writeHead(decodeURIComponent(request.url ?? '').includes("OR '1'='1") ? 200 : 422).end();
  });
  expect(await ask('sql-injection', url)).toMatchObject({ kind: 'fail' });
});

describe('a domain name', () => {
  it('is no address, and leads to something that answers', async () => {
    const { url } = await service();
    expect(await ask('domain-name', url)).toMatchObject({ kind: 'fail' });
    const named = url.replace('127.0.0.1', 'localhost');
    expect(await ask('domain-name', named)).toMatchObject({ kind: 'pass' });
  });
});

describe('TLS', () => {
  async function secured(wish: { days?: number; name?: string }): Promise<{ url: URL; authority: string }> {
    const { days = 90, name = 'localhost' } = wish;
    const notAfterDate = new Date(Date.now() + days * 24 * 3_600_000);
    const made = await generate([{ name: 'commonName', value: name }], {
      keySize: 2048,
      notBeforeDate: new Date(Date.now() - 100 * 24 * 3_600_000),
      notAfterDate,
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
      ],
    });
    const server = createTlsServer({ key: made.private, cert: made.cert }, serviceOf({}).listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(
      () =>
        new Promise((resolve) => {
          server.close(() => {
            resolve();
          });
          server.closeAllConnections();
        }),
    );
    return {
      url: new URL(`https://localhost:${(server.address() as AddressInfo).port}`),
      authority: made.cert,
    };
  }

  it('passes with a certificate that can be trusted and holds on', async () => {
    const { url, authority } = await secured({});
    expect(await ask('tls', url, { limits: { ...LIMITS, authority } })).toMatchObject({ kind: 'pass' });
  });

  it('fails with a certificate that nobody vouches for', async () => {
    const { url } = await secured({});
    expect(await ask('tls', url)).toMatchObject({ kind: 'fail' });
  });

  it.each([
    ['soon ends', { days: 10 }],
    ['has ended', { days: -1 }],
    ['is another name’s', { name: 'elsewhere.example' }],
  ])('fails with a certificate that %s', async (_what, wish) => {
    const { url, authority } = await secured(wish);
    expect(await ask('tls', url, { limits: { ...LIMITS, authority } })).toMatchObject({ kind: 'fail' });
  });

  it('fails without encryption, and is unproven where nobody answers', async () => {
    const { url, close } = await service();
    expect(await ask('tls', url)).toMatchObject({ kind: 'fail' });
    await close();
    expect(await ask('tls', url.replace('http:', 'https:'))).toMatchObject({ kind: 'unproven' });
  });
});

describe('a stage that misbehaves', () => {
  it('is not waited for without end', async () => {
    const url = await serving(() => undefined);
    expect(await ask('release', url, { limits: { ...LIMITS, eachMs: 200 } })).toMatchObject({
      kind: 'unproven',
    });
    expect(await ask('release', url, { limits: { ...LIMITS, allMs: 200 } })).toMatchObject({
      kind: 'unproven',
    });
  });

  it('is not read without end', async () => {
    const url = await serving((_request, response) => {
      response.write(JSON.stringify({ digest: DIGEST }));
      response.end(Buffer.alloc(3 * 1024 * 1024));
    });
    expect(await ask('release', url)).toMatchObject({ kind: 'unproven' });
  });

  it('is not asked without end', async () => {
    const { url, asked } = await service();
    expect(await ask('sql-injection', url, { limits: { ...LIMITS, questions: 3 } })).toMatchObject({
      kind: 'unproven',
    });
    expect(asked()).toBe(3);
  });

  it('is not followed elsewhere', async () => {
    const elsewhere = await service();
    const url = await serving((request, response) => {
      response.writeHead(302, { location: `${elsewhere.url}${request.url ?? ''}` }).end();
    });
    expect(await ask('release', url)).toMatchObject({ kind: 'fail' });
    expect(elsewhere.asked()).toBe(0);
  });
});

it('is asked below the path that the environment has', async () => {
  const asked: string[] = [];
  const url = await serving((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify({ digest: DIGEST }));
  });
  expect(await ask('release', new URL('/shop/', url))).toMatchObject({ kind: 'pass' });
  expect(asked).toEqual(['/shop/health/ready']);
});
