import { UserError, isSystemError, messageOf } from '../errors.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { Finding } from '../verdict/verdict.ts';

/** A step that could not be carried out, or that found the release wanting. */
export class StepFailed extends Error {
  readonly code: ReasonCode;
  readonly findings: readonly Finding[];

  constructor(facts: { code: ReasonCode; summary: string; findings?: readonly Finding[]; cause?: unknown }) {
    super(facts.summary, { cause: facts.cause });
    this.name = 'StepFailed';
    this.code = facts.code;
    this.findings = facts.findings ?? [{ code: facts.code, message: facts.summary }];
  }
}

/** Whatever a step threw, as something that can be recorded and acted upon. */
export function failureOf(error: unknown): StepFailed {
  if (error instanceof StepFailed) return error;
  if (error instanceof UserError) {
    const { code, message, remedy } = error;
    return new StepFailed({ code, summary: message, findings: [{ code, message, remedy }], cause: error });
  }
  if (isSystemError(error, 'ENOSPC', 'EDQUOT')) {
    const remedy = 'Free some space, then run the same command again.';
    const summary = `The disk is full: ${error.message}.`;
    return new StepFailed({
      code: 'no-space-left',
      summary,
      findings: [{ code: 'no-space-left', message: summary, remedy }],
    });
  }
  if (isSystemError(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EMFILE', 'ENFILE')) {
    const [code, summary] = ['filesystem-refused', `A file is refused: ${error.message}.`] as const;
    const remedy = `${howToAllow(error)}, then run the same command again.`;
    return new StepFailed({ code, summary, findings: [{ code, message: summary, remedy }], cause: error });
  }
  return ourOwnBug(error);
}

function howToAllow(error: NodeJS.ErrnoException): string {
  if (isSystemError(error, 'EROFS')) return 'Find out why the disk is read-only and make it writable';
  if (isSystemError(error, 'EMFILE', 'ENFILE'))
    return 'Close what holds file descriptors, or allow more of them (ulimit -n)';
  return 'See that the files belong to the user who runs this';
}

/** Whether it is a failure of the world, and no bug of ours. */
export function isExpected(error: unknown): boolean {
  return failureOf(error).code !== 'internal-error';
}

/** What was begun is taken back all the same, and nothing is said against the release. */
function ourOwnBug(error: unknown): StepFailed {
  const message = (Error.isError(error) ? error.stack : undefined) ?? String(error);
  const remedy = 'Report this with the stack.';
  const findings = [{ code: 'internal-error' as const, message, remedy }];
  return new StepFailed({ code: 'internal-error', summary: messageOf(error), findings, cause: error });
}

/** Failures that say something about the release itself: its digest is marked `bad`. */
const RELEASE_AT_FAULT: ReadonlySet<ReasonCode> = new Set([
  'start-failed',
  'not-ready',
  'identity-wrong',
  'smoke-failed',
  'errors-high',
  'latency-high',
  'release-restarted',
  'release-unreachable',
]);

export function isReleaseAtFault(code: ReasonCode): boolean {
  return RELEASE_AT_FAULT.has(code);
}
