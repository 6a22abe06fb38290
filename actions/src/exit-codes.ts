import type { Outcome } from './ledger/events.ts';
import type { ReasonCode } from './reason-codes.ts';
import type { VerdictKind } from './verdict/verdict.ts';

/** What a command's exit code says. The README's table is made from this. */
export const EXIT_CODES = {
  deployed: { code: 0, meaning: 'deployed, or unchanged: the release serves' },
  failure: { code: 1, meaning: 'a bug in Tidegate: its stack is shown' },
  usage: {
    code: 2,
    meaning: 'the command, the policy or this machine must be mended first; nothing was begun',
  },
  refused: { code: 3, meaning: 'refused: nothing was changed' },
  reverted: { code: 4, meaning: 'the new release failed, and the one before serves again' },
  frozen: { code: 5, meaning: 'the new release failed and could not be reverted: look at once' },
  unproven: { code: 6, meaning: 'a gate could not look, or looked at nothing' },
} as const;

const USAGE: ReadonlySet<ReasonCode> = new Set([
  'usage',
  'inputs-invalid',
  'policy-invalid',
  'node-too-old',
  'unknown-environment',
  'unknown-release',
  'unknown-artifact',
  'approval-needed',
  'environment-unprotected',
  'secret-empty',
  'program-missing',
  'not-adoptable',
  'target-dirty',
  'uses-unknown',
  'token-missing',
  'repository-unknown',
  'actions-unpinned',
]);

export function exitCodeOfError(code: ReasonCode): number {
  return USAGE.has(code) ? EXIT_CODES.usage.code : EXIT_CODES.refused.code;
}

export function exitCodeOf(outcome: Outcome, gates: VerdictKind | undefined): number {
  if (outcome === 'deployed' || outcome === 'unchanged') return EXIT_CODES.deployed.code;
  if (outcome === 'refused' && gates === 'unproven') return EXIT_CODES.unproven.code;
  return EXIT_CODES[outcome].code;
}
