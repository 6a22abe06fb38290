import { describe, expect, it } from '@jest/globals';
import { OUTCOMES } from './ledger/events.ts';
import { REASON_CODES, type ReasonCode } from './reason-codes.ts';
import { EXIT_CODES, exitCodeOf, exitCodeOfError } from './exit-codes.ts';

describe('the exit code', () => {
  it.each([
    ['deployed', undefined, 0],
    ['deployed', 'pass', 0],
    ['unchanged', 'pass', 0],
    ['refused', undefined, 3],
    ['refused', 'pass', 3],
    ['refused', 'fail', 3],
    ['refused', 'unproven', 6],
    ['reverted', 'pass', 4],
    ['frozen', 'pass', 5],
  ] as const)('of %s after gates that say %s is %i', (outcome, gates, code) => {
    expect(exitCodeOf(outcome, gates)).toBe(code);
  });

  it('is 0 for nothing but a release that serves', () => {
    const good = OUTCOMES.filter((outcome) => exitCodeOf(outcome, undefined) === 0);
    expect(good).toEqual(['deployed', 'unchanged']);
    for (const code of Object.keys(REASON_CODES) as ReasonCode[])
      expect([EXIT_CODES.usage.code, EXIT_CODES.refused.code]).toContain(exitCodeOfError(code));
  });

  it.each([
    ['usage', 2],
    ['policy-invalid', 2],
    ['unknown-environment', 2],
    ['unknown-release', 2],
    ['unknown-artifact', 2],
    ['approval-needed', 2],
    ['approval-denied', 3],
    ['promotion-out-of-order', 3],
    ['plan-changed', 3],
    ['nothing-to-revert-to', 3],
    ['already-running', 3],
  ] as const)('of an error %s is %i', (reason, code) => {
    expect(exitCodeOfError(reason)).toBe(code);
  });

  it('means one thing each', () => {
    const codes = Object.values(EXIT_CODES).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
