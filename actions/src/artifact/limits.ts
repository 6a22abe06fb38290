import { UserError } from '../errors.ts';

/** What a reader of artifacts puts up with before it gives up. */
export interface ArtifactLimits {
  /** Of the archive itself, which is held in memory. */
  readonly archiveBytes: number;
  /** Of everything that it inflates to, padding and headers included; counted while inflating. */
  readonly unpackedBytes: number;
  readonly entries: number;
  readonly manifestBytes: number;
}

const MEBIBYTE = 1024 * 1024;

/** A bundled service is a few MiB in a dozen files, an adapted one has thousands: far below what hurts a host. */
export const DEFAULT_LIMITS: ArtifactLimits = {
  archiveBytes: 128 * MEBIBYTE,
  unpackedBytes: 512 * MEBIBYTE,
  entries: 20_000,
  manifestBytes: 4 * MEBIBYTE,
};

export function tooLarge(facts: { what: string; limit: string }): UserError {
  return new UserError({
    code: 'archive-too-large',
    message: `${facts.what} is over the limit of ${facts.limit}.`,
    remedy:
      'Make sure that the file is an artifact made by Tidegate, and take large files out of the application.',
  });
}

export function unreadable(problem: string, cause?: unknown): UserError {
  return new UserError({
    code: 'artifact-unreadable',
    message: `The file is not a whole artifact: ${problem}.`,
    remedy: 'Fetch the artifact again, or build it again.',
    cause,
  });
}
