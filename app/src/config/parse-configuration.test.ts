import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validEnvironment } from '../testing/valid-environment.ts';
import type { Configuration } from './configuration.ts';
import { parseConfiguration } from './parse-configuration.ts';
import type { ConfigurationProblem } from './problem.ts';

type Changes = Readonly<Record<string, string | undefined>>;

describe('a whole configuration', () => {
  it('is accepted, with defaults where the guide has them', () => {
    const configuration = accepted({});
    expect(configuration).toMatchObject({
      environment: 'production',
      listen: { kind: 'tcp', host: '0.0.0.0', port: 3000 },
      openai: { model: 'gpt-4o-mini' },
      jwt: { expiresInSeconds: 86_400 },
      log: { level: 'info', file: undefined },
      corsOrigins: ['https://assistant.test', 'https://www.assistant.test'],
      rateLimit: { windowMs: 900_000, maxRequests: 100 },
      healthCheckIntervalMs: 30_000,
      metricsEnabled: true,
      workers: 2,
      drainMs: 1500,
      release: { id: null, version: null, commit: null, digest: null, configHash: null },
    });
  });

  it('listens on the socket that the host passes, and knows its release', () => {
    const digest = 'ab'.repeat(32);
    const configuration = accepted({
      TIDEGATE_SOCKET: '/run/assistant/a.sock',
      TIDEGATE_RELEASE_ID: '1.2.3-abcdef0-abababab',
      TIDEGATE_DIGEST: digest,
    });
    expect(configuration.listen).toEqual({ kind: 'socket', path: '/run/assistant/a.sock' });
    expect(configuration.release).toMatchObject({ id: '1.2.3-abcdef0-abababab', digest });
  });

  it('takes "max" for one worker per processor', () => {
    expect(accepted({ WEB_CONCURRENCY: 'max' }).workers).toBeGreaterThan(0);
  });

  it('is frozen to its leaves', () => {
    const configuration = accepted({});
    expect(notFrozen(configuration)).toEqual([]);
  });

  it('is read once: what becomes of the environment later does not matter', () => {
    const env = validEnvironment({ PORT: '4000' });
    const parsed = parseConfiguration(env);
    env['PORT'] = '5000';
    expect(parsed).toMatchObject({ configuration: { listen: { port: 4000 } } });
  });

  it('shows no secret when it is printed in any way', () => {
    const env = validEnvironment();
    const { configuration } = parseConfiguration(env) as { configuration: Configuration };
    const printed = JSON.stringify(configuration) + inspect(configuration, { depth: 9, showHidden: true });
    for (const name of ['GOOGLE_CLIENT_SECRET', 'OPENAI_API_KEY', 'JWT_SECRET', 'DATABASE_URL']) {
      expect(printed).not.toContain(env[name]);
    }
    expect(configuration.jwt.secret.reveal()).toBe(env['JWT_SECRET']);
  });
});

describe('required variables', () => {
  const always = [
    'NODE_ENV',
    'GOOGLE_CLIENT_ID',
    'GOOGLE_CLIENT_SECRET',
    'OPENAI_API_KEY',
    'JWT_SECRET',
    'DATABASE_URL',
  ];

  it.each(always)('reports %s when it is unset, empty or blank', (name) => {
    for (const value of [undefined, '', ' \n']) {
      expect(codesOf({ [name]: value })[name]).toContain('missing');
    }
  });

  it.each(['GOOGLE_REDIRECT_URI', 'CORS_ORIGIN'])(
    'has a default for %s in development and test, and none elsewhere',
    (name) => {
      for (const NODE_ENV of ['development', 'test']) expect(codesOf({ NODE_ENV, [name]: '' })).toEqual({});
      for (const NODE_ENV of ['staging', 'production']) {
        expect(codesOf({ NODE_ENV, [name]: '' })).toEqual({ [name]: ['missing'] });
      }
    },
  );

  it('reports all problems at once', () => {
    const problems = refused(Object.fromEntries(always.map((name) => [name, ''])));
    expect(problems.map(({ variable }) => variable)).toEqual(expect.arrayContaining(always));
  });
});

describe('the form of a value', () => {
  it.each([
    ['NODE_ENV', ['prod', 'Production', 'live', 'dev']],
    ['PORT', ['12abc', '-1', '65536', '3000.5', '0x1F', '1e3', '03000', ' 3000', '3000 ', 'NaN']],
    ['HOST', ['not a host', 'http://0.0.0.0']],
    ['METRICS_ENABLED', ['1', '0', 'yes', 'TRUE', 'on', 'falsee']],
    ['RATE_LIMIT_WINDOW_MS', ['15m', '999', '86400001', '900_000']],
    ['RATE_LIMIT_MAX_REQUESTS', ['0', '-5', '1.5', 'unlimited']],
    ['HEALTH_CHECK_INTERVAL', ['0', '30s']],
    ['WEB_CONCURRENCY', ['0', '65', 'auto', 'MAX']],
    ['DRAIN_MS', ['5001', '-1']],
    ['DATABASE_POOL_SIZE', ['0', '101']],
    ['JWT_EXPIRES_IN', ['24', '0h', '24 h', '1w', '-1h']],
    ['OPENAI_MODEL', ['gpt 4', '../x y']],
    ['LOG_LEVEL', ['verbose', 'INFO']],
    ['GOOGLE_REDIRECT_URI', ['/auth/callback', 'assistant.test/cb', 'ftp://a.test/', 'https://a.test/#x']],
    [
      'DATABASE_URL',
      ['mysql://a:b@localhost/c', 'localhost:5432/db', 'postgresql://localhost', 'postgresql:///x'],
    ],
    ['REDIS_URL', ['http://localhost:6379', 'localhost:6379']],
    ['CORS_ORIGIN', ['assistant.test', 'https://a.test/', 'https://a.test/path', 'https://a.test,', 'null']],
    ['TIDEGATE_SOCKET', ['run/a.sock', `/${'a'.repeat(107)}`]],
    ['TIDEGATE_DIGEST', ['abc', 'G'.repeat(64)]],
  ])('of %s is strict', (name, values) => {
    for (const value of values)
      expect([value, codesOf({ [name]: value })]).toEqual([value, { [name]: ['malformed'] }]);
  });

  it('refuses white space around a value', () => {
    const { JWT_SECRET = '' } = validEnvironment();
    expect(codesOf({ JWT_SECRET: `${JWT_SECRET}\n` })).toEqual({ JWT_SECRET: ['malformed'] });
  });

  it('accepts what is ordinary', () => {
    expect(
      codesOf({
        NODE_ENV: 'staging',
        PORT: '0',
        HOST: '::',
        METRICS_ENABLED: 'false',
        REDIS_URL: 'rediss://cache.acme.io:6380/0',
        LOG_LEVEL: 'debug',
        LOG_FILE_PATH: './logs/app.log',
        JWT_EXPIRES_IN: '15m',
        CORS_ORIGIN: 'http://localhost:3000, http://localhost:5173',
        OPENAI_MODEL: 'gpt-4.1-2025-04-14',
      }),
    ).toEqual({});
  });
});

describe('credentials', () => {
  it.each([
    ['GOOGLE_CLIENT_ID', 19],
    ['GOOGLE_CLIENT_SECRET', 19],
    ['JWT_SECRET', 31],
  ])('%s is too short with %i characters and fine with one more', (name, length) => {
    const { JWT_SECRET: text = '' } = validEnvironment();
    expect(codesOf({ [name]: text.slice(0, length) })).toEqual({ [name]: ['too-short'] });
    expect(codesOf({ [name]: text.slice(0, length + 1) })).toEqual({});
  });

  it('asks for sk- at the beginning of OPENAI_API_KEY', () => {
    const { JWT_SECRET = '' } = validEnvironment();
    expect(codesOf({ OPENAI_API_KEY: `x${JWT_SECRET}` })).toEqual({ OPENAI_API_KEY: ['malformed'] });
  });

  it.each([
    ['ab'.repeat(20)],
    ['abcdefghijklmnopqrstuvwxyz0123456789'],
    ['qwertyuiopasdfghjklzxcvbnm1234567890'],
    [`Zq7${'k'.repeat(40)}`],
    ['aab'.repeat(4) + 'bba'.repeat(4) + 'baa'.repeat(4)],
    ['correct-horse-'.repeat(3)],
  ])('refuses the weak JWT_SECRET %#', (value) => {
    expect(codesOf({ JWT_SECRET: value })).toEqual({ JWT_SECRET: ['weak'] });
  });

  it('refuses one secret for two variables', () => {
    const { JWT_SECRET: shared = '' } = validEnvironment();
    expect(codesOf({ JWT_SECRET: shared, GOOGLE_CLIENT_SECRET: shared })).toEqual({ JWT_SECRET: ['reused'] });
    expect(codesOf({ JWT_SECRET: shared, DATABASE_URL: `postgresql://app:${shared}@localhost/app` })).toEqual(
      { DATABASE_URL: ['reused'] },
    );
  });

  it.each(['sk-test', 'sk_test_'])('refuses a key that begins with %s in production only', (prefix) => {
    const { JWT_SECRET = '' } = validEnvironment();
    const GOOGLE_CLIENT_SECRET = `${prefix}${JWT_SECRET}`;
    expect(codesOf({ GOOGLE_CLIENT_SECRET })).toEqual({ GOOGLE_CLIENT_SECRET: ['test-key'] });
    expect(codesOf({ GOOGLE_CLIENT_SECRET, NODE_ENV: 'staging' })).toEqual({});
  });

  it('never refuses a random secret', () => {
    const others = validEnvironment();
    const encodings = ['base64url', 'base64', 'hex'] as const;
    fc.assert(
      fc.property(
        fc.noBias(fc.uint8Array({ minLength: 24, maxLength: 64 })),
        fc.constantFrom(...encodings),
        (bytes, encoding) => {
          const JWT_SECRET = Buffer.from(bytes).toString(encoding);
          return parseConfiguration({ ...others, JWT_SECRET }).kind === 'valid';
        },
      ),
      { numRuns: 2500 },
    );
  });
});

describe('production', () => {
  it.each([
    ['CORS_ORIGIN', 'http://localhost:3000', ['not-public', 'not-https']],
    ['CORS_ORIGIN', 'https://app.acme.io,https://10.1.2.3', ['not-public']],
    ['CORS_ORIGIN', 'https://app.acme.io,http://www.acme.io', ['not-https']],
    ['GOOGLE_REDIRECT_URI', 'https://127.0.0.1/cb', ['not-public']],
    ['GOOGLE_REDIRECT_URI', 'https://[::1]:8443/cb', ['not-public']],
    ['GOOGLE_REDIRECT_URI', 'https://192.168.1.5/cb', ['not-public']],
    ['GOOGLE_REDIRECT_URI', 'https://assistant.local/cb', ['not-public']],
    ['GOOGLE_REDIRECT_URI', 'https://api.internal/cb', ['not-public']],
    ['GOOGLE_REDIRECT_URI', 'https://app.localhost/cb', ['not-public']],
    ['GOOGLE_REDIRECT_URI', 'https://backend/cb', ['not-public']],
    ['GOOGLE_REDIRECT_URI', 'http://app.acme.io/cb', ['not-https']],
    ['LOG_LEVEL', 'debug', ['verbose-logging']],
    ['LOG_LEVEL', 'trace', ['verbose-logging']],
  ])('refuses %s=%s', (name, value, codes) => {
    expect(codesOf({ [name]: value })).toEqual({ [name]: codes });
  });

  it('lets DATABASE_URL and REDIS_URL be on this machine', () => {
    const { JWT_SECRET = '' } = validEnvironment();
    expect(
      codesOf({
        DATABASE_URL: `postgresql://assistant:${JWT_SECRET}@127.0.0.1:5432/assistant`,
        REDIS_URL: 'redis://localhost:6379',
      }),
    ).toEqual({});
  });

  it.each(['*', 'https://app.acme.io,*', 'https://*.acme.io'])(
    'refuses the wildcard CORS_ORIGIN %s, in every environment',
    (value) => {
      expect(codesOf({ CORS_ORIGIN: value, NODE_ENV: 'development' })).toEqual({ CORS_ORIGIN: ['wildcard'] });
      expect(codesOf({ CORS_ORIGIN: value })['CORS_ORIGIN']).toContain('wildcard');
    },
  );
});

describe('what is said about a problem', () => {
  it('never holds the value, or a long part of it, and always a remedy', () => {
    const wrong = fc.record(
      Object.fromEntries(
        Object.keys(validEnvironment({ PORT: '', LOG_LEVEL: '', REDIS_URL: '', METRICS_ENABLED: '' })).map(
          (name) => [
            name,
            // Letters that no message of ours has in a row.
            fc.string({ unit: fc.constantFrom('Ж', 'Щ', 'Ю', ':', '/', '@'), minLength: 6, maxLength: 40 }),
          ],
        ),
      ),
    );
    fc.assert(
      fc.property(wrong, (env) => {
        const parsed = parseConfiguration(env);
        if (parsed.kind === 'valid') return false;
        return parsed.problems.every(
          ({ variable, message, remedy }) =>
            message.includes(variable) && remedy.length > 10 && !/[ЖЩЮ]/.test(`${message}${remedy}`),
        );
      }),
      { numRuns: 300 },
    );
  });
});

function accepted(changes: Changes): Configuration {
  const parsed = parseConfiguration(validEnvironment(changes));
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return parsed.configuration;
}

function refused(changes: Changes): readonly ConfigurationProblem[] {
  const parsed = parseConfiguration(validEnvironment(changes));
  return parsed.kind === 'valid' ? [] : parsed.problems;
}

function codesOf(changes: Changes): Record<string, string[]> {
  const codes: Record<string, string[]> = {};
  for (const { variable, code } of refused(changes)) (codes[variable] ??= []).push(code);
  return codes;
}

function notFrozen(value: object): readonly object[] {
  const parts = Object.values(value).filter(
    (part): part is object => typeof part === 'object' && part !== null,
  );
  return [...(Object.isFrozen(value) ? [] : [value]), ...parts.flatMap(notFrozen)];
}
