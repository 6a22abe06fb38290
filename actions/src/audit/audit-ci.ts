import { basename } from 'node:path';
import { z } from 'zod';
import { nearestName } from '../policy/nearest-name.ts';

/** What an audit-ci configuration may have. https://github.com/IBM/audit-ci/blob/main/docs/schema.json */
const KNOWN: readonly string[] = [
  '$schema',
  'allowlist',
  'critical',
  'directory',
  'extra-args',
  'high',
  'low',
  'moderate',
  'output-format',
  'package-manager',
  'pass-enoaudit',
  'registry',
  'report-type',
  'retry-count',
  'show-found',
  'show-not-found',
  'skip-dev',
];

/** One record, by what it allows; what audit-ci does not know of stands beside what it does. */
const recordSchema = z.record(
  z.string(),
  z.object({
    active: z.boolean().optional(),
    notes: z.string().optional(),
    expiry: z.string().optional(),
    owner: z.string().optional(),
    package: z.string().optional(),
    versions: z.string().optional(),
  }),
);

const allowlistSchema = z.object({ allowlist: z.array(z.unknown()).default([]) });

export function isAuditCi(path: string, value: unknown): boolean {
  return (
    basename(path).startsWith('audit-ci') ||
    (typeof value === 'object' && value !== null && 'allowlist' in value)
  );
}

/**
 * The allowlist of an audit-ci configuration as exceptions. Its levels are audit-ci’s own and are not heeded, but a key that
 * audit-ci would pass over in silence is a mistake.
 */
export function fromAllowlist(
  path: string,
  value: unknown,
): { drafts: readonly unknown[]; problems: readonly string[] } {
  const parsed = allowlistSchema.safeParse(value);
  if (!parsed.success) return { drafts: [], problems: [`${path}: expected an object with an allowlist`] };
  const unknown = Object.keys(value ?? {}).filter((key) => !KNOWN.includes(key));
  const problems = unknown.map((key) => {
    const meant = nearestName(key, KNOWN);
    return `${path}: ${key} is nothing that audit-ci knows${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  });
  const drafts = parsed.data.allowlist.flatMap(draftOf);
  return { drafts, problems };
}

/** A bare string is kept as it is: what it lacks is said like of any other. An inactive record allows nothing. */
function draftOf(entry: unknown): unknown[] {
  if (typeof entry === 'string') return [fromAllowed(entry, {})];
  const parsed = recordSchema.safeParse(entry);
  if (!parsed.success) return [entry];
  return Object.entries(parsed.data).flatMap(([allowed, { active, notes, expiry, ...rest }]) =>
    active === true ? [fromAllowed(allowed, { ...rest, reason: notes, expires: expiry })] : [],
  );
}

/** `GHSA-…|express>*` allows what comes through express; a whole chain can’t be held to, and is not made wider. */
function fromAllowed(allowed: string, rest: object): object {
  const [advisory, path = '*'] = allowed.split('|');
  const [, through] = /^([^>*]+)>\*$/.exec(path) ?? [];
  return { advisory, path: path === '*' ? '*' : through === undefined ? path : `* > ${through}`, ...rest };
}
