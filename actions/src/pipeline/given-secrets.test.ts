import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { givenSecrets } from './given-secrets.ts';

const FORM = [
  { name: 'API_KEY', prefix: 'sk-', suffix: '' },
  { name: 'JWT_SECRET', prefix: '', suffix: '' },
];
const owner = { repository: 'octo/shop', runId: '7', environment: 'staging' };
const real = randomBytes(16).toString('hex');

describe('the secrets that a step is given', () => {
  it('are those that are named, and those that the policy names', () => {
    const variables = { API_KEY: real, JWT_SECRET: real, OTHER: real, UNNAMED: real };
    const wish = { names: ['OTHER'], form: FORM, owner, host: 'machine' } as const;
    expect(givenSecrets(variables, wish)).toEqual({
      values: { API_KEY: real, JWT_SECRET: real, OTHER: real },
      madeUp: [],
    });
  });

  it('are all named when they arrive empty on a server', () => {
    const wish = { names: ['OTHER'], form: FORM, owner, host: 'machine' } as const;
    expect(() => givenSecrets({ API_KEY: ' ', OTHER: '' }, wish)).toThrow(
      expect.objectContaining({
        code: 'secret-empty',
        message: expect.stringMatching(/OTHER, API_KEY, JWT_SECRET/),
      }),
    );
  });

  it('are made up for a host of the job’s own: the same in each job of a run, and others elsewhere', () => {
    const wish = { names: ['DATABASE_URL'], form: FORM, owner, host: 'runner' } as const;
    const { values, madeUp } = givenSecrets({ JWT_SECRET: real }, wish);
    expect(madeUp).toEqual(['API_KEY']);
    expect(values['JWT_SECRET']).toBe(real);
    expect(values['API_KEY']).toMatch(/^sk-[\w-]{43}$/);
    expect(Object.keys(values)).not.toContain('DATABASE_URL');
    expect(givenSecrets({ JWT_SECRET: real }, wish).values).toEqual(values);
    for (const change of [{ repository: 'octo/other' }, { runId: '8' }, { environment: 'production' }]) {
      const other = givenSecrets({}, { ...wish, owner: { ...owner, ...change } });
      expect(other.values['API_KEY']).not.toBe(values['API_KEY']);
    }
  });
});
