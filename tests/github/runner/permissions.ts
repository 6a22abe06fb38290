import { GRANTABLE } from '../server/tokens.ts';
import { fieldsOf, type Value } from './value.ts';

export type Level = 'read' | 'write';
export type Permissions = Readonly<Record<string, Level>>;

/** Naming any scope sets the others to none. */
export function permissionsOf(value: Value | undefined): Permissions | undefined {
  if (value === undefined) return undefined;
  if (value === 'read-all' || value === 'write-all') return all(value === 'read-all' ? 'read' : 'write');
  const entries = Object.entries(fieldsOf(value)).filter(
    ([, level]) => level === 'read' || level === 'write',
  );
  return Object.fromEntries(entries) as Permissions;
}

/** Of a workflow that names none. https://docs.github.com/en/actions/concepts/security/github_token */
export function usualPermissions(setting: Level): Permissions {
  if (setting === 'read') return { contents: 'read', packages: 'read' };
  return Object.fromEntries(Object.entries(all('write')).filter(([scope]) => scope !== 'id-token'));
}

export function all(level: Level): Permissions {
  return Object.fromEntries(GRANTABLE.map((scope) => [scope, level]));
}

/**
 * “The GITHUB_TOKEN has read-only permissions in pull requests from forked repositories”, whatever the workflow says.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories
 */
export function readOnly(permissions: Permissions): Permissions {
  return Object.fromEntries(Object.keys(permissions).map((scope) => [scope, 'read']));
}

/** What a called workflow asks for beyond its caller: GitHub then starts nothing. */
export function excess(wanted: Permissions, allowed: Permissions): readonly string[] {
  return Object.entries(wanted)
    .filter(([scope, level]) => !(allowed[scope] === 'write' || allowed[scope] === level))
    .map(([scope, level]) => `requests ${scope}: ${level}, but is allowed ${allowed[scope] ?? 'none'}`);
}
