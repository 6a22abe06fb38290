import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_DEMANDS, type ConfigurationFacts } from '../facts.ts';
import { variablesIn } from '../variables.ts';
import { parityFindings } from './compare.ts';
import { parseFingerprints, type ShownConfiguration } from './fingerprint-file.ts';
import { makeFingerprints } from './make-fingerprints.ts';

const CONTRACT = [
  { name: 'JWT_SECRET', kind: 'secret', required: true, secret: true, description: '' },
  { name: 'DATABASE_URL', kind: 'url', required: true, secret: true, description: '' },
  { name: 'SITE', kind: 'url', required: false, secret: false, description: '' },
];
const salt = randomBytes(16).toString('hex');
const key = random();

function random(): string {
  return randomBytes(24).toString('base64url');
}

function shown(
  environment: string,
  configuration: Record<string, string>,
  {
    contract = CONTRACT,
    ...how
  }: { contract?: typeof CONTRACT; key?: string | undefined; salt?: string } = {},
): ShownConfiguration {
  const variables = variablesIn({ configuration, contract, secrets: [] });
  return makeFingerprints({ environment, variables, salt, key, ...how });
}

function compare(
  other: ShownConfiguration,
  own: ShownConfiguration,
  mayDiffer: readonly string[] = [],
): string[] {
  const facts: ConfigurationFacts = {
    environment: own.environment,
    nodeEnv: 'production',
    configuration: {},
    named: [],
    secrets: [],
    contract: CONTRACT,
    refused: [],
    example: {},
    mirrored: { other, own },
    elsewhere: [],
    demands: { ...DEFAULT_DEMANDS, mayDiffer },
  };
  return parityFindings(facts).map(({ code, place = '' }) => `${place}: ${code}`);
}

function good(): Record<string, string> {
  return {
    JWT_SECRET: random(),
    DATABASE_URL: `postgres://app:${random()}@db-${random()}/app`,
    SITE: 'https://a.test',
  };
}

describe('two environments that mirror each other', () => {
  it('have the same variables and no secret in common', () => {
    expect(compare(shown('staging', good()), shown('production', good()))).toEqual([]);
  });

  it.each<[string, Record<string, string>, Record<string, string>, string]>([
    ['lacks a variable', { SITE: '' }, {}, 'SITE: environments-differ'],
    ['has one more', { MORE: '1' }, {}, 'MORE: environments-differ'],
    ['has an empty one where the other has a value', {}, { SITE: '' }, 'SITE: environments-differ'],
    ['has the other’s secret', { JWT_SECRET: key }, { JWT_SECRET: key }, 'JWT_SECRET: secret-shared'],
    [
      'has the other’s database',
      { DATABASE_URL: `postgres://a:${key}@db/a` },
      { DATABASE_URL: `postgres://a:${key}@db/a` },
      'DATABASE_URL: secret-shared',
    ],
    [
      'has the password of the other’s database',
      { DATABASE_URL: `postgres://a:${key}@one/a` },
      { DATABASE_URL: `postgres://b:${key}@two/b` },
      'DATABASE_URL: secret-shared',
    ],
  ])('don’t when one of them %s', (_what, other, own, finding) => {
    const [left, right] = [
      shown('staging', { ...good(), ...other }),
      shown('production', { ...good(), ...own }),
    ];
    expect(compare(left, right)).toEqual([finding]);
    expect(compare(left, right, finding.split(':').slice(0, 1))).toEqual([]);
  });

  it('may have two databases of one account on one server', () => {
    const left = { ...good(), DATABASE_URL: `postgres://a:${key}@db/staging` };
    const right = { ...good(), DATABASE_URL: `postgres://a:${key}@db/production` };
    expect(compare(shown('staging', left), shown('production', right))).toEqual([]);
  });

  it('don’t where a variable is of another kind, or no secret any more', () => {
    const contract = CONTRACT.map((variable) =>
      variable.name === 'SITE' ? { ...variable, kind: 'text' } : variable,
    );
    expect(compare(shown('staging', good(), { contract }), shown('production', good()))).toEqual([
      'SITE: environments-differ',
    ]);
  });

  it('can’t be compared with another key, or when they are one', () => {
    const own = shown('production', good());
    for (const other of [
      shown('staging', good(), { key: random() }),
      shown('staging', good(), { key: undefined }),
      shown('production', good()),
    ])
      expect(compare(other, own)).toEqual([': parity-unproven']);
  });
});

describe('the fingerprints of an environment', () => {
  const short = {
    JWT_SECRET: random().slice(0, 19),
    DATABASE_URL: `postgres://a:${random().slice(0, 10)}@db/a`,
    SITE: 'https://a.test',
  };

  it('leave out what could be guessed from them without a key, and that is then unproven', () => {
    const other = shown('staging', short, { key: undefined });
    expect(other.variables.map(({ fingerprint }) => fingerprint)).toEqual([null, null, undefined]);
    expect(compare(other, shown('production', good(), { key: undefined }))).toEqual([
      'DATABASE_URL: parity-unproven',
      'JWT_SECRET: parity-unproven',
    ]);
    expect(shown('staging', short).variables.every(({ fingerprint }) => fingerprint !== null)).toBe(true);
  });

  it('show no value, and no open one’s fingerprint', () => {
    const configuration = good();
    const text = JSON.stringify(shown('staging', configuration));
    for (const value of Object.values(configuration)) expect(text).not.toContain(value);
    expect(shown('staging', configuration).variables.find(({ name }) => name === 'SITE')).not.toHaveProperty(
      'fingerprint',
    );
  });

  it('are read back as they were written, and nothing else is', () => {
    const file = { version: 1, configHash: 'ab', artifact: null, salt, ...shown('staging', good()) };
    expect(parseFingerprints(JSON.stringify(file), 'a.json')).toEqual(file);
    const unproven = expect.objectContaining({ code: 'parity-unproven' });
    for (const bad of [
      '',
      'null',
      '{}',
      JSON.stringify({ ...file, version: 2 }),
      JSON.stringify({ ...file, variables: [] }),
      JSON.stringify({ ...file, more: 1 }),
    ])
      expect(() => parseFingerprints(bad, 'a.json')).toThrow(unproven);
  });
});
