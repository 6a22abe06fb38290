import { UserError } from '../../errors.ts';

/** Where a reader is. */
export interface Place {
  readonly file: string;
  /** From 1; `undefined` where the format has no lines to speak of. */
  readonly line?: number | undefined;
}

const LONGEST_SHOWN = 80;

/** A report that says what can't be: nothing is judged by any of it. */
export function invalidReport({ file, line }: Place, expected: string, found: string): UserError {
  const shown = found.length > LONGEST_SHOWN ? `${found.slice(0, LONGEST_SHOWN)}…` : found;
  return new UserError({
    code: 'coverage-invalid',
    message: `${file}${line === undefined ? '' : `:${line}`}: expected ${expected}; found ${shown}.`,
    remedy: 'Have the tests write the report anew, and see that nothing cuts or rewrites it.',
  });
}
