import { Refusal } from './answer.ts';
import type { Caller, Level, Role } from './tokens.ts';

/**
 * What an operation needs, first match: a permission and its level, or several of which one is enough. Reading what is public
 * needs no permission on GitHub; here it does, since the same workflow must do in a private repository.
 * https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
const NEEDS: readonly (readonly [RegExp, string])[] = [
  [/^GET \/(rate_limit|user$|users\/|orgs\/)/, 'metadata:read'],
  [/^(GET|DELETE|PATCH|PUT) $/, 'administration:write'],
  [/^POST \/statuses/, 'statuses:write'],
  [/^GET \/commits\/\{ref\}\/status(es)?$/, 'statuses:read'],
  [/^GET \/commits\/\{ref\}\/check-runs$/, 'checks:read'],
  [/^GET \/commits\/\{commit_sha\}\/pulls$/, 'pull-requests:read|contents:read'],
  [/^GET \/branches\/\{branch\}\/protection$/, 'administration:read'],
  [/^GET \/(branches|tags|commits|compare|contents|git)/, 'contents:read'],
  [/^\w+ \/git/, 'contents:write'],
  [/^PUT \/pulls\/\{pull_number\}\/merge$/, 'contents:write'],
  [/^\w+ \/pulls/, 'pull-requests:*'],
  [/^\w+ \/(issues|labels)/, 'issues:*|pull-requests:*'],
  [/^\w+ \/deployments/, 'deployments:*'],
  [/^POST \/actions\/runs\/\{run_id\}\/pending_deployments$/, 'deployments:write'],
  [/^\w+ \/environments\/\{environment_name\}\/(secrets|variables)/, 'environments:*'],
  [/^GET \/environments/, 'actions:read'],
  [/^\w+ \/environments/, 'administration:write'],
  [/^\w+ \/actions\/secrets/, 'secrets:*'],
  [/^\w+ \/actions\/variables/, 'variables:*'],
  [/^\w+ \/actions\/(permissions|runners)/, 'administration:*'],
  [/^\w+ \/actions/, 'actions:*'],
  [/^POST \/dispatches/, 'contents:write'],
  [/^\w+ \/releases/, 'contents:*'],
  [/^\w+ \/attestations/, 'attestations:*'],
  [/^GET \/(rulesets|rules)/, 'metadata:read'],
  [/^GET \/collaborators/, 'metadata:read'],
  [/^\w+ \/(rulesets|immutable-releases)/, 'administration:*'],
];

/** Whoever can read may speak, and review where they are a reviewer. */
const READERS_MAY =
  /^(POST \/issues(\/\{issue_number\}\/comments)?|(PATCH|DELETE) \/issues\/comments\/.*|POST .*pending_deployments)$/;

/** Throws GitHub’s refusal where the token may not. `operation` is short: `METHOD /path` within the repository. */
export function checkPermission(operation: string, { caller, role }: { caller: Caller; role: Role }): void {
  const wanted = needsOf(operation);
  if (caller.kind === 'person')
    checkRole(READERS_MAY.test(operation) ? [['metadata', 'read']] : wanted, role);
  // A fork’s pull request gets a token that may read whatever the workflow asked for, and writes nothing.
  const permissions = caller.kind === 'fork' ? readOnly(caller.permissions ?? {}) : caller.permissions;
  if (permissions === undefined || wanted.some(([name, level]) => allows(permissions[name], level, name)))
    return;
  const accepted = wanted.map(([name, level]) => `${name.replaceAll('-', '_')}=${level}`).join('; ');
  throw new Refusal(
    403,
    caller.kind === 'person'
      ? 'Resource not accessible by personal access token'
      : 'Resource not accessible by integration',
    { headers: { 'x-accepted-github-permissions': accepted } },
  );
}

export function needsOf(operation: string): (readonly [string, Level])[] {
  if (operation === 'GET ') return [['metadata', 'read']];
  const need = NEEDS.find(([pattern]) => pattern.test(operation))?.[1];
  if (need === undefined) throw new Error(`The fake knows no permission for ${operation}.`);
  const usual: Level = operation.startsWith('GET ') ? 'read' : 'write';
  return need.split('|').map((each) => {
    const [name = '', level = ''] = each.split(':');
    return [name, level === '*' ? usual : (level as Level)];
  });
}

function readOnly(permissions: Readonly<Record<string, Level>>): Record<string, Level> {
  return Object.fromEntries(Object.keys(permissions).map((name) => [name, 'read']));
}

function allows(had: Level | undefined, wanted: Level, name: string): boolean {
  if (name === 'metadata') return true;
  return had !== undefined && (wanted === 'read' || had !== 'read');
}

/** Without any access a private repository is not there: 404, as for what a role may not see. */
function checkRole(wanted: readonly (readonly [string, Level])[], role: Role): void {
  const needed = wanted.map(([name, level]) => {
    if (name === 'administration') return 3;
    if (name === 'secrets' || name === 'environments' || name === 'variables') return 2;
    return level === 'read' ? 1 : 2;
  });
  const rank = { none: 0, read: 1, write: 2, admin: 3 }[role];
  if (rank >= Math.min(...needed)) return;
  throw rank === 0
    ? new Refusal(404, 'Not Found')
    : new Refusal(
        403,
        'Must have admin rights to Repository.'.replace('admin', rank === 1 ? 'write' : 'admin'),
      );
}
