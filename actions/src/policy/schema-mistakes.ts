import type { z } from 'zod';
import { describeValue, type Mistake, type Path } from './mistake.ts';
import { nearestName } from './nearest-name.ts';
import { describedAt, keysAt } from './schema-paths.ts';

type Issue = z.core.$ZodIssue;

/** What zod refuses, said with what was expected, what was found and what to do. */
export function schemaMistakes(issues: readonly Issue[], value: unknown): Mistake[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key));
    const found = valueAt(value, issue.path);
    return [
      {
        path: issue.path,
        expected: expectedBy(issue),
        found: describeValue(found),
        remedy: remedyFor(issue.path, found),
      },
    ];
  });
}

function unknownKey(path: Path, key: string): Mistake {
  const known = keysAt(path);
  const meant = nearestName(key, known);
  return {
    path: [...path, key],
    isKey: true,
    expected: `one of ${known.join(', ')}`,
    found: `the unknown key "${key}"`,
    remedy: meant === undefined ? 'Remove it.' : `Did you mean "${meant}"?`,
  };
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
};

function expectedBy(issue: Issue): string {
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') {
    return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
  }
  if (issue.code === 'too_small') {
    return `${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.minimum, issue.origin)}`;
  }
  if (issue.code === 'too_big') {
    return `${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.maximum, issue.origin)}`;
  }
  return issue.message.replace(/^expected /, '');
}

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: [' entry', ' entries'],
  string: [' character', ' characters'],
};

function amount(limit: number | bigint, origin: string): string {
  const [one, many] = UNITS[origin] ?? ['', ''];
  return `${limit}${Number(limit) === 1 ? one : many}`;
}

function remedyFor(path: Path, found: unknown): string {
  const meaning = describedAt(path);
  const action = found === undefined || found === null ? 'Add it' : 'Correct it';
  return meaning === undefined ? `${action}.` : `${action}: ${meaning}`;
}

function valueAt(value: unknown, path: Path): unknown {
  let part: unknown = value;
  for (const key of path) {
    if (typeof part !== 'object' || part === null) return undefined;
    part = Object.hasOwn(part, key) ? (part as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return part;
}
