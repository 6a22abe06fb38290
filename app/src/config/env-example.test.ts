import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parseConfiguration } from './parse-configuration.ts';
import { VARIABLES } from './variables.ts';

const text = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
const example = parseEnv(text);

describe('.env.example', () => {
  it('names the declared variables and no other', () => {
    expect(Object.keys(example).toSorted()).toEqual([...VARIABLES.keys()].toSorted());
  });

  it('shows the declared examples', () => {
    const declared = [...VARIABLES].map(([name, facts]) => [name, facts.example]);
    expect(example).toEqual(Object.fromEntries(declared));
  });

  it('has a comment for every group of variables', () => {
    for (const group of text.split('\n\n')) expect(group).toMatch(/^#/);
  });

  it('is refused in production, for each placeholder and each address on this machine', () => {
    expect(codes({ ...example, NODE_ENV: 'production' })).toEqual({
      GOOGLE_CLIENT_ID: ['placeholder'],
      GOOGLE_CLIENT_SECRET: ['placeholder'],
      OPENAI_API_KEY: ['placeholder'],
      JWT_SECRET: ['placeholder'],
      DATABASE_URL: ['placeholder'],
      GOOGLE_REDIRECT_URI: ['not-public', 'not-https'],
      CORS_ORIGIN: ['not-public', 'not-https'],
    });
  });

  it('is refused in development for its placeholders only', () => {
    expect(codes(example)).toEqual({
      GOOGLE_CLIENT_ID: ['placeholder'],
      GOOGLE_CLIENT_SECRET: ['placeholder'],
      OPENAI_API_KEY: ['placeholder'],
      JWT_SECRET: ['placeholder'],
      DATABASE_URL: ['placeholder'],
    });
  });
});

function codes(env: Readonly<Record<string, string | undefined>>): Record<string, string[]> {
  const parsed = parseConfiguration(env);
  const found: Record<string, string[]> = {};
  const problems = parsed.kind === 'invalid' ? parsed.problems : [];
  for (const { variable, code } of problems) (found[variable] ??= []).push(code);
  return found;
}
