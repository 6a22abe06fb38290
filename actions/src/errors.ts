import type { ReasonCode } from './reason-codes.ts';

/**
 * Something that the user can mend. `message` says what was expected and what was found, `remedy` what to do.
 * Any other error that reaches the top is our own bug and shows its stack.
 */
export class UserError extends Error {
  readonly code: ReasonCode;
  readonly remedy: string;

  constructor(facts: { code: ReasonCode; message: string; remedy: string; cause?: unknown }) {
    super(facts.message, { cause: facts.cause });
    this.name = 'UserError';
    this.code = facts.code;
    this.remedy = facts.remedy;
  }
}

export function messageOf(error: unknown): string {
  return Error.isError(error) ? error.message : String(error);
}

/** Whether `error` is a system error (`ENOENT`, `EEXIST` …) of one of the given codes. */
export function isSystemError(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  return Error.isError(error) && 'code' in error && codes.includes(String(error.code));
}

/** For `catch` after an unlink: what is gone already need not be removed. */
export function ignoreMissing(error: unknown): void {
  if (!isSystemError(error, 'ENOENT')) throw error;
}
