import type { Instance } from '../host/layout.ts';
import type { ReasonCode } from '../reason-codes.ts';
import { StepFailed } from './failure.ts';

export function nothingBefore(failure: StepFailed): StepFailed {
  return leftServing(failure, {
    code: 'nothing-to-revert-to',
    summary: `${failure.message} Nothing good served here before, so it was left serving.`,
    remedy: 'Ship a corrected release.',
  });
}

/** `outgrown` says what of the schema the revert target can't run on. */
export function belowTheFloor(failure: StepFailed, outgrown: string): StepFailed {
  return leftServing(failure, {
    code: 'revert-floor',
    summary: `${failure.message} It was left serving: ${outgrown}.`,
    remedy:
      'Put back what the migration took away (npm run restore) and roll back, or ship a corrected release.',
  });
}

export function targetBroken(failure: StepFailed, target: Instance, damages: readonly string[]): StepFailed {
  const { id } = target.served.release;
  return leftServing(failure, {
    code: 'revert-target-broken',
    summary: `${failure.message} It was left serving: ${id}, which served before, was damaged meanwhile: ${damages.slice(0, 3).join('; ')}.`,
    remedy: 'Deploy a release that is whole; with --forward-only while there is none to go back to.',
  });
}

export function bothFail(failure: StepFailed, candidate: Instance, other: Instance): StepFailed {
  return leftServing(failure, {
    code: 'both-failing',
    summary:
      `${candidate.served.release.id} fails (${failure.message}), and ${other.served.release.id}, which served before, ` +
      'is not ready either: the fault is outside of both.',
    remedy: 'Look at what both need (the database first). What serves now was left as it is.',
  });
}

/** Adds to what failed why it is not reverted, and what to do. */
function leftServing(
  { findings }: StepFailed,
  { code, summary, remedy }: { code: ReasonCode; summary: string; remedy: string },
): StepFailed {
  return new StepFailed({ code, summary, findings: [...findings, { code, message: summary, remedy }] });
}
