import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Verdict } from '../verdict/verdict.ts';
import { DEFAULT_DEMANDS, type ConfigurationFacts, type ContractVariable } from './facts.ts';
import { judgeConfiguration } from './judge.ts';

/** A contract that lets everything through. */
const CONTRACT: readonly ContractVariable[] = [
  declared('NODE_ENV', 'choice', { required: true }),
  declared('API_KEY', 'secret', { required: true, secret: true }),
  declared('JWT_SECRET', 'secret', { secret: true }),
  declared('DATABASE_URL', 'url', { secret: true }),
  declared('SITE_URL', 'url'),
  declared('CORS_ORIGIN', 'origins'),
  declared('CLIENT_ID', 'text'),
  declared('METRICS', 'boolean'),
  declared('PORT', 'port'),
  declared('LOG_LEVEL', 'choice'),
];

function declared(
  name: string,
  kind: string,
  { required = false, secret = false }: { required?: boolean; secret?: boolean } = {},
): ContractVariable {
  return { name, kind, required, secret, description: '' };
}

function random(characters = 32): string {
  return randomBytes(characters).toString('base64url').slice(0, characters);
}

function factsWith(
  configuration: Readonly<Record<string, string>>,
  changes: Partial<ConfigurationFacts> = {},
): ConfigurationFacts {
  const nodeEnv = changes.nodeEnv ?? 'production';
  return {
    environment: nodeEnv,
    nodeEnv,
    configuration: { NODE_ENV: nodeEnv, API_KEY: random(), ...configuration },
    named: [],
    secrets: [],
    contract: CONTRACT,
    refused: [],
    example: {},
    mirrored: undefined,
    elsewhere: [],
    demands: DEFAULT_DEMANDS,
    ...changes,
  };
}

function judge(...given: Parameters<typeof factsWith>): Verdict {
  return judgeConfiguration(factsWith(...given));
}

function told(...given: Parameters<typeof factsWith>): string[] {
  return judge(...given).findings.map(({ code, place = '' }) => `${place}: ${code}`);
}

describe('a configuration', () => {
  it('passes where nothing is wrong with it', () => {
    const verdict = judge({
      JWT_SECRET: random(),
      DATABASE_URL: `postgresql://app:${random()}@10.0.0.5/app`,
      SITE_URL: 'https://shop.test/a',
      CORS_ORIGIN: 'https://shop.test, https://www.shop.test',
      CLIENT_ID: `1234-${random()}.apps.googleusercontent.com`,
      METRICS: 'true',
      PORT: '3000',
      LOG_LEVEL: 'info',
    });
    expect(verdict).toMatchObject({
      kind: 'pass',
      reasonCode: 'passed',
      findings: [],
      facts: { problems: 0, secrets: 3 },
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['a value that is empty', { API_KEY: '' }, 'API_KEY: variable-missing'],
    ['a value that is blank', { API_KEY: ' \n' }, 'API_KEY: variable-missing'],
    ['another NODE_ENV', { NODE_ENV: 'prod' }, 'NODE_ENV: configuration-invalid'],
    ['a name that is written wrong', { JWT_SECERT: random() }, 'JWT_SECERT: variable-unknown'],
    [
      'a secret that was never filled in',
      { API_KEY: 'your_api_key_goes_here' },
      'API_KEY: placeholder-value',
    ],
    ['a secret that is its own name', { API_KEY: 'API_KEY' }, 'API_KEY: placeholder-value'],
    ['a text that was never filled in', { CLIENT_ID: 'your-client-id' }, 'CLIENT_ID: placeholder-value'],
    ['a template', { PORT: '${PORT}' }, 'PORT: placeholder-value'],
    ['an example’s address', { SITE_URL: 'https://app.example.com' }, 'SITE_URL: placeholder-value'],
    [
      'an address for one to put in',
      { CORS_ORIGIN: 'https://your-domain.com' },
      'CORS_ORIGIN: placeholder-value',
    ],
    [
      'a connection’s password that was never filled in',
      { DATABASE_URL: 'postgres://a:changeme@db.acme.io/a' },
      'DATABASE_URL: placeholder-value',
    ],
    [
      'a connection’s template',
      { DATABASE_URL: 'postgres://{{user}}:{{pw}}@db.acme.io/a' },
      'DATABASE_URL: placeholder-value',
    ],
    ['a secret that is short', { API_KEY: random(15) }, 'API_KEY: secret-weak'],
    ['a secret that is repeated', { API_KEY: random(6).repeat(4) }, 'API_KEY: secret-weak'],
    ['a secret that is a sequence', { API_KEY: 'abcdefghijklmnopqrstuvwxyz' }, 'API_KEY: secret-weak'],
    [
      'a password that is short',
      { DATABASE_URL: `postgres://a:${random(7)}@db.acme.io/a` },
      'DATABASE_URL: secret-weak',
    ],
    [
      'a password that is the user',
      { DATABASE_URL: 'postgres://assistant:assistant@db.acme.io/a' },
      'DATABASE_URL: secret-weak',
    ],
    ['a key of a test mode', { API_KEY: `sk_test_${random()}` }, 'API_KEY: not-for-production'],
    ['a sandbox', { SITE_URL: 'https://api-m.sandbox.paypal.com' }, 'SITE_URL: not-for-production'],
    ['this machine', { SITE_URL: 'http://localhost:3000' }, 'SITE_URL: not-for-production'],
    ['this machine by its number', { SITE_URL: 'https://127.0.0.1' }, 'SITE_URL: not-for-production'],
    ['this machine in IPv6', { SITE_URL: 'https://[::1]:3000' }, 'SITE_URL: not-for-production'],
    ['a private address', { SITE_URL: 'https://192.168.1.4' }, 'SITE_URL: not-for-production'],
    ['a private name', { SITE_URL: 'https://shop.internal' }, 'SITE_URL: not-for-production'],
    [
      'no encryption',
      { CORS_ORIGIN: 'https://shop.test,http://www.shop.test' },
      'CORS_ORIGIN: not-for-production',
    ],
    ['any origin', { CORS_ORIGIN: '*' }, 'CORS_ORIGIN: not-for-production'],
    ['debugging', { LOG_LEVEL: 'debug' }, 'LOG_LEVEL: not-for-production'],
    [
      'certificates unchecked',
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      'NODE_TLS_REJECT_UNAUTHORIZED: not-for-production',
    ],
    ['a truth that is none', { METRICS: 'off' }, 'METRICS: configuration-invalid'],
  ])('is refused for %s, once, by the variable’s name', (_what, configuration, finding) => {
    expect(told(configuration)).toEqual([finding]);
    const verdict = judge(configuration);
    expect(verdict).toMatchObject({ kind: 'fail', reasonCode: finding.split(': ')[1] });
  });

  it.each<[string, Record<string, string>, Partial<ConfigurationFacts>]>([
    [
      'a simple password of a developer’s own database',
      { DATABASE_URL: 'postgres://postgres:password@localhost/a' },
      { nodeEnv: 'development' },
    ],
    ['a database on this machine', { DATABASE_URL: `postgres://a:${random(20)}@127.0.0.1/a` }, {}],
    ['a database inside the network', { DATABASE_URL: `postgres://a:${random(20)}@db/a` }, {}],
    ['a database without a password', { DATABASE_URL: 'postgres:///a?host=/run/postgresql' }, {}],
    ['this machine in staging', { SITE_URL: 'http://localhost:4101' }, { nodeEnv: 'staging' }],
    ['a key of a test mode in staging', { API_KEY: `sk_test_${random()}` }, { nodeEnv: 'staging' }],
    ['words in what is a choice', { LOG_LEVEL: 'test' }, {}],
    ['what Node.js reads itself', { TZ: 'UTC', NODE_OPTIONS: '--enable-source-maps' }, {}],
    ['an unknown variable that is like no other', { FEATURE_X: 'on' }, {}],
    [
      'a private address that may be',
      { SITE_URL: 'http://shop.internal' },
      { demands: { ...DEFAULT_DEMANDS, mayBePrivate: ['SITE_URL'] } },
    ],
    ['an optional variable that is empty', { SITE_URL: '' }, {}],
    ['a required one that is empty in development', { API_KEY: '', PORT: '1' }, { nodeEnv: 'development' }],
    [
      'an example’s value that is open',
      { CLIENT_ID: 'gpt-4o-mini' },
      { example: { CLIENT_ID: 'gpt-4o-mini' } },
    ],
    [
      'a private key of several lines',
      { JWT_SECRET: `-----BEGIN X-----\n${random(64)}\n${random(64)}\n-----END X-----\n` },
      {},
    ],
  ])('may have %s', (_what, configuration, changes) => {
    expect(told(configuration, changes)).toEqual([]);
  });

  it('is refused for an unknown variable where they are to be refused, unless something else reads it', () => {
    const refuse = { ...DEFAULT_DEMANDS, unknownVariables: 'refuse' } as const;
    expect(told({ FEATURE_X: 'on' }, { demands: refuse })).toEqual(['FEATURE_X: variable-unknown']);
    expect(told({ FEATURE_X: 'on' }, { demands: { ...refuse, alsoRead: ['FEATURE_X'] } })).toEqual([]);
  });

  it('is refused for what was asked for by name and is empty, required or not', () => {
    expect(told({ JWT_SECRET: '' }, { named: ['JWT_SECRET', 'OTHER'] })).toEqual([
      'JWT_SECRET: variable-missing',
      'OTHER: variable-missing',
    ]);
  });

  it('is refused for a secret that two variables share, also inside a connection', () => {
    const secret = random();
    expect(
      told({ API_KEY: secret, JWT_SECRET: secret, DATABASE_URL: `postgres://a:${secret}@db/a` }),
    ).toEqual(['JWT_SECRET: secret-shared', 'DATABASE_URL: secret-shared']);
  });

  it('is refused for the example’s own secret, whatever it looks like', () => {
    const shown = random();
    expect(told({ JWT_SECRET: shown }, { example: { JWT_SECRET: shown } })).toEqual([
      'JWT_SECRET: placeholder-value',
    ]);
  });

  it('tells one problem once: what the contract says of a variable stands for all that is wrong with it', () => {
    const refused = [{ code: 'configuration-invalid', place: 'API_KEY', message: 'Expected more.' }] as const;
    const { findings } = judge({ API_KEY: 'changeme', CORS_ORIGIN: '*' }, { refused });
    expect(findings.map(({ place, message }) => [place, message.startsWith('Expected more')])).toEqual([
      ['API_KEY', true],
      ['CORS_ORIGIN', false],
    ]);
  });

  it('says in its first line whether the contract alone refuses it', () => {
    const refused = [{ code: 'configuration-invalid', place: 'API_KEY', message: 'Expected more.' }] as const;
    expect(judge({}, { refused }).summary).toBe('The contract refuses 1 of production’s variables: API_KEY.');
    expect(judge({ CORS_ORIGIN: '*' }, { refused }).summary).toMatch(
      /^2 problems .*: API_KEY, CORS_ORIGIN\.$/,
    );
  });

  it('is unproven where there is none, or no contract to look at it by', () => {
    expect(judge({}, { configuration: { NODE_ENV: ' ' } })).toMatchObject({
      kind: 'unproven',
      reasonCode: 'configuration-missing',
    });
    expect(judge({}, { contract: [] })).toMatchObject({ kind: 'unproven', reasonCode: 'contract-missing' });
  });

  it('fails rather than being unproven where it is both', () => {
    const unproven = { code: 'parity-unproven', message: '' } as const;
    expect(judge({}, { mirrored: unproven })).toMatchObject({
      kind: 'unproven',
      reasonCode: 'parity-unproven',
    });
    expect(judge({ CORS_ORIGIN: '*' }, { mirrored: unproven })).toMatchObject({
      kind: 'fail',
      reasonCode: 'not-for-production',
    });
  });

  it('shows no value, whatever it is', () => {
    const values = fc.array(
      fc.string({ minLength: 5, maxLength: 30 }).filter((text) => text.trim().length > 4),
      { minLength: CONTRACT.length, maxLength: CONTRACT.length },
    );
    fc.assert(
      fc.property(values, (given) => {
        const marked = given.map((value, index) => `${value}§${index}`);
        const configuration = Object.fromEntries(
          CONTRACT.map(({ name }, index) => [name, marked[index] ?? '']),
        );
        const text = JSON.stringify(judge(configuration));
        for (const value of marked) expect(text.includes(JSON.stringify(value).slice(1, -1))).toBe(false);
      }),
    );
  });

  it('is never refused for a random secret', () => {
    const secrets = fc.noBias(fc.uint8Array({ minLength: 15, maxLength: 48 }));
    fc.assert(
      fc.property(secrets, (bytes) => {
        for (const form of ['base64', 'base64url', 'hex'] as const)
          expect(told({ API_KEY: Buffer.from(bytes).toString(form) })).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
