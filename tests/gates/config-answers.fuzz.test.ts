import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readVars } from '../../actions/src/config-validation/read-vars.ts';
import { UserError } from '../../actions/src/errors.ts';
import type { Finding } from '../../actions/src/verdict/verdict.ts';
import { refusalsIn } from '../../actions/src/contract/run-contract.ts';

const PASS = JSON.stringify({ verdict: 'pass', problems: [] });
const FAIL = JSON.stringify({
  verdict: 'fail',
  problems: [{ variable: 'A', message: 'Expected more.', remedy: 'Give more.', code: 'missing' }],
});
const VARS = JSON.stringify({ SITE_URL: 'https://a.test', METRICS: 'true', OTHER: '1' }, undefined, 2);
const CONTRACT = ['SITE_URL', 'METRICS'].map((name) => ({
  name,
  kind: 'text',
  required: true,
  secret: false,
  description: '',
}));

/** A real text with pieces cut out of it and put in between. */
function mutated(...texts: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.constantFrom(
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      'null',
      'true',
      '0',
      '"pass"',
      '"fail"',
      '[]',
      '{}',
      '"verdict":"pass",',
      '\n',
      '\\',
      '__proto__',
    ),
    fc.string({ maxLength: 4 }),
  );
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 10 }), piece), { maxLength: 5 });
  return fc.tuple(fc.constantFrom(...texts), edits).map(([text, all]) =>
    all.reduce((left, [at, cut, put]) => {
      const from = at % (left.length + 1);
      return `${left.slice(0, from)}${put}${left.slice(from + cut)}`;
    }, text),
  );
}

describe('10,000 mutated answers of a contract', () => {
  it('are an acceptance only where the whole of it says so, and otherwise findings or an error', () => {
    const exitCodes = fc.constantFrom(0, 0, 1, 1, 2, null);
    let accepted = 0;
    fc.assert(
      fc.property(mutated(PASS, FAIL), exitCodes, (output, exitCode) => {
        const findings = attempt(() => refusalsIn({ output, exitCode }), 'build-incomplete');
        if (findings === undefined) return;
        if (findings.length > 0) {
          expect(exitCode).not.toBe(0);
          return;
        }
        accepted += 1;
        expect(exitCode).toBe(0);
        expect(JSON.parse(output)).toMatchObject({ verdict: 'pass', problems: [] });
      }),
      { numRuns: 10_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('10,000 mutated vars', () => {
  it('give texts of the contract’s variables, or an error', () => {
    let read = 0;
    fc.assert(
      fc.property(mutated(VARS), (text) => {
        const values = attempt(() => readVars(text, CONTRACT), 'inputs-invalid');
        if (values === undefined) return;
        read += 1;
        expect(Object.values(values).every((value) => typeof value === 'string')).toBe(true);
        for (const [name, value] of Object.entries(values))
          expect((JSON.parse(text) as Record<string, string>)[name]).toBe(value);
        expect(values).not.toHaveProperty('OTHER');
      }),
      { numRuns: 10_000 },
    );
    expect(read).toBeGreaterThan(100);
  });
});

function attempt<Result extends readonly Finding[] | Readonly<Record<string, string>>>(
  work: () => Result,
  code: UserError['code'],
): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.code).toBe(code);
    return undefined;
  }
}
