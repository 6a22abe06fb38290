import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { VARIABLES } from './config/variables.ts';
import { bundleProgram, type Bundle } from './testing/bundle.ts';
import { programCoverage } from './testing/program-coverage.ts';
import { validEnvironment } from './testing/valid-environment.ts';

// The machine may be busy with other suites.
jest.setTimeout(120_000);

let program: Bundle;
beforeAll(async () => {
  program = await bundleProgram('check-config.ts');
});
afterAll(() => program.dispose());

describe('the check of a configuration', () => {
  it('passes a whole one with exit code 0', () => {
    expect(check(validEnvironment())).toEqual({ code: 0, said: { verdict: 'pass', problems: [] } });
  });

  it('fails a wrong one with exit code 1 and every problem, but no value', () => {
    const env = validEnvironment({ PORT: '12abc', JWT_SECRET: 'changeme', DATABASE_URL: '' });
    const { code, said } = check(env);
    expect(code).toBe(1);
    expect(said).toEqual({
      verdict: 'fail',
      problems: expect.arrayContaining([
        { variable: 'PORT', code: 'malformed', message: expect.any(String), remedy: expect.any(String) },
        expect.objectContaining({ variable: 'JWT_SECRET', code: 'placeholder' }),
        expect.objectContaining({ variable: 'DATABASE_URL', code: 'missing' }),
      ]),
    });
    expect(JSON.stringify(said)).not.toMatch(/12abc|changeme/);
  });
});

describe('the contract', () => {
  it('lists what an operator sets, and nothing that the host passes', () => {
    const { code, said } = check({}, '--contract');
    const { variables } = said as { variables: Record<string, unknown>[] };
    expect(code).toBe(0);
    expect(variables.map(({ name }) => name)).toEqual([...VARIABLES.keys()]);
    for (const variable of variables) {
      expect(variable).toEqual({
        name: expect.not.stringContaining('TIDEGATE'),
        required: expect.any(Boolean),
        secret: expect.any(Boolean),
        kind: expect.stringMatching(/^[a-z]+$/),
        description: expect.any(String),
      });
    }
  });

  it('says which variables are needed and which are secret', () => {
    const { variables } = check({}, '--contract').said as {
      variables: { name: string; required: boolean; secret: boolean }[];
    };
    function named(isChosen: (variable: (typeof variables)[number]) => boolean): readonly string[] {
      return variables.filter(isChosen).map(({ name }) => name);
    }
    expect(named(({ required }) => required)).toEqual([
      'NODE_ENV',
      'GOOGLE_CLIENT_ID',
      'GOOGLE_CLIENT_SECRET',
      'GOOGLE_REDIRECT_URI',
      'OPENAI_API_KEY',
      'JWT_SECRET',
      'DATABASE_URL',
      'CORS_ORIGIN',
    ]);
    expect(named(({ secret }) => secret)).toEqual([
      'GOOGLE_CLIENT_SECRET',
      'OPENAI_API_KEY',
      'JWT_SECRET',
      'DATABASE_URL',
      'REDIS_URL',
    ]);
  });
});

function check(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): { readonly code: number | null; readonly said: unknown } {
  const { status, stdout } = spawnSync(process.execPath, [program.file, ...args], {
    env: { ...env, ...programCoverage() },
    encoding: 'utf8',
  });
  // One line, and nothing else.
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  return { code: status, said: JSON.parse(stdout) };
}
