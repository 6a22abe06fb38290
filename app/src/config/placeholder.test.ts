import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validEnvironment } from '../testing/valid-environment.ts';
import { parseConfiguration } from './parse-configuration.ts';
import { isPlaceholder } from './placeholder.ts';

describe('a placeholder', () => {
  it.each([
    'changeme',
    'change-me',
    'CHANGEME123',
    'changeMePlease',
    'your_openai_api_key',
    'your-secret-here',
    'YourSecretHere',
    'your_company_signing_key',
    '<jwt-secret>',
    '<insert value>',
    '${JWT_SECRET}',
    'prefix-${SECRET}-suffix',
    '$JWT_SECRET',
    '%JWT_SECRET%',
    '{{ jwt_secret }}',
    'example',
    'example-key-for-local-use-only',
    'todo',
    'TODO: fill in',
    'xxx',
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'sk-xxxxxxxxxxxxxxxxxxxxxxxx',
    'sk-your-openai-key',
    'lorem ipsum dolor sit amet',
    'secret',
    'supply a dummy value',
    'password1234',
    'secretsecretsecretsecretsecretsecret',
    'JWT_SECRET',
    'jwt-secret',
    '--------------------------------',
    '00000000000000000000000000000000',
  ])('is seen in %s', (value) => {
    expect(isPlaceholder(value, 'JWT_SECRET')).toBe(true);
  });

  it.each([
    'correct horse battery staple',
    'Tr0ub4dor&3',
    'hunter2-and-then-some-more',
    '9f86d081884c7d659a2feaa0c55ad015',
    'p4$$w0rd{9}<3>',
    'q<w>9',
  ])('is not seen in %s', (value) => {
    expect(isPlaceholder(value, 'JWT_SECRET')).toBe(false);
  });

  it('is never seen in a random value', () => {
    const secret = fc
      .noBias(fc.uint8Array({ minLength: 15, maxLength: 48 }))
      .map((bytes) => Buffer.from(bytes).toString('base64url'));
    fc.assert(
      fc.property(secret, (value) => !isPlaceholder(value, 'JWT_SECRET')),
      { numRuns: 5000 },
    );
  });
});

describe('a connection or address that was never filled in', () => {
  it.each([
    ['DATABASE_URL', 'postgresql://username:password@localhost:5432/assistantapp'],
    ['DATABASE_URL', 'postgresql://assistant:changeme@db.acme.io/assistant'],
    ['DATABASE_URL', 'postgresql://assistant:<password>@db.acme.io/assistant'],
    ['DATABASE_URL', 'postgresql://assistant:${DB_PASSWORD}@db.acme.io/assistant'],
    ['DATABASE_URL', 'postgresql://{{user}}:{{password}}@{{host}}/{{database}}'],
    ['REDIS_URL', 'redis://:changeme@localhost:6379'],
    ['CORS_ORIGIN', 'https://example.com'],
    ['CORS_ORIGIN', 'https://yourdomain.com,https://www.yourdomain.com'],
    ['CORS_ORIGIN', 'https://your-domain.com'],
    ['GOOGLE_REDIRECT_URI', 'https://app.example.org/cb'],
    ['GOOGLE_REDIRECT_URI', '<redirect uri>'],
  ])('is refused: %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([{ variable: name, code: 'placeholder' }]);
  });

  it.each([
    'postgresql://app:Zq3-9vTx@db.acme.io:5432/example',
    'postgresql://todo:r8Ks0wPq@10.0.0.5/todo',
    'postgres://admin:r8Ks0wPq@postgres/secret_santa?sslmode=require',
    'postgresql://postgres@localhost/assistant',
    'postgresql://assistant:p%40ss%3Aw0rd@localhost/assistant',
  ])('is not seen in the ordinary %s', (value) => {
    expect(problemsOf({ DATABASE_URL: value })).toEqual([]);
  });

  it('lets a developer’s own database have a simple password', () => {
    const DATABASE_URL = 'postgresql://postgres:password@localhost:5432/assistant';
    expect(problemsOf({ DATABASE_URL, NODE_ENV: 'development' })).toEqual([]);
    expect(problemsOf({ DATABASE_URL, NODE_ENV: 'staging' })).toHaveLength(1);
  });
});

function problemsOf(
  changes: Readonly<Record<string, string>>,
): readonly { variable: string; code: string }[] {
  const parsed = parseConfiguration(validEnvironment(changes));
  if (parsed.kind === 'valid') return [];
  return parsed.problems.map(({ variable, code }) => ({ variable, code }));
}
