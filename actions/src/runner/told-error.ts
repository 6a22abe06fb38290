import { isSystemError, messageOf, UserError } from '../errors.ts';
import { EXIT_CODES, exitCodeOfError } from '../exit-codes.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { Finding } from '../verdict/verdict.ts';

/** What is told of an error: the user's to mend, with its remedy, or a bug of ours, with its stack. */
export function toldError(error: unknown): {
  readonly code: ReasonCode;
  readonly exitCode: number;
  readonly message: string;
  readonly findings: readonly Finding[];
} {
  const message = messageOf(error);
  const known = isSystemError(error, 'ERR_MODULE_NOT_FOUND') ? notInstalled(error) : error;
  if (known instanceof UserError) {
    const { code, remedy } = known;
    return { code, exitCode: exitCodeOfError(code), message, findings: [{ code, message, remedy }] };
  }
  const stack = Error.isError(error) ? (error.stack ?? message) : message;
  const remedy = 'This is a bug in Tidegate: please report it with what stands here.';
  return {
    code: 'internal-error',
    exitCode: EXIT_CODES.failure.code,
    message,
    findings: [{ code: 'internal-error', message: stack, remedy }],
  };
}

/** What holds binaries or WebAssembly is in no bundle. */
function notInstalled(cause: Error): UserError {
  const remedy = 'Run `npm ci`, where the actions are, before this step.';
  return new UserError({ code: 'program-missing', message: messageOf(cause), remedy, cause });
}
