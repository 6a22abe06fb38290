import { validRange } from 'semver';
import { z } from 'zod';

/** Longer than half a year nobody remembers why. */
export const MOST_DAYS = 180;

/** Who answers for leaving one advisory of one package as it is, why, and until when. */
export const exceptionSchema = z.strictObject({
  advisory: z
    .string()
    .regex(
      /^(?:GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}|MAL-\d{4}-\d+|npm-\d+)$/,
      'expected a whole id, such as GHSA-xvch-5gv4-984h',
    ),
  package: z.string().regex(/^(?:@[\w.~-]+\/)?[\w.~-]+$/, 'expected the name of one package'),
  versions: z
    .string()
    .refine(
      (range) => !/^\s*$/.test(range) && validRange(range) !== null,
      'expected a range of versions, such as <1.2.6',
    )
    .refine(
      (range) => validRange(range) !== '*',
      'expected the versions that were looked at, not all that will ever be',
    ),
  /** `app > express`, with `*` for anything: the workspace and the direct dependency that it may come through. */
  path: z
    .string()
    .regex(
      /^(?:\*|[^>\s]+ > [^>\s]+)$/,
      'expected a workspace and its dependency, such as app > express, or *',
    ),
  owner: z.string().regex(/^\S+$/, 'expected who answers for it, such as @octocat'),
  reason: z.string().trim().min(10, 'expected why it may stay, in a sentence'),
  expires: z.iso.date('expected a day that there is, such as 2027-01-31'),
});

export type Exception = z.output<typeof exceptionSchema>;

export interface ReadException extends Exception {
  /** The file and its place there: `audit-exceptions.yml, 2nd`. */
  readonly place: string;
}
