import { randomBytes } from 'node:crypto';

export type Level = 'read' | 'write' | 'admin';
export type Permissions = Readonly<Record<string, Level>>;
/**
 * `GITHUB_TOKEN`: a job’s own. `fork`: that of a job for a fork’s pull request, which may only read. `app`: another GitHub
 * App’s. `person`: a person’s, who may what their role allows (and, given permissions, no more than these).
 */
export type TokenKind = 'GITHUB_TOKEN' | 'fork' | 'app' | 'person';
export type Role = 'admin' | 'write' | 'read' | 'none';

export interface Caller {
  readonly kind: TokenKind;
  readonly login: string;
  readonly permissions: Permissions | undefined;
}

export interface TokenWish {
  readonly permissions?: Permissions;
  /** Login. Default `github-actions[bot]` for a job’s token. */
  readonly actor?: string;
  readonly kind?: TokenKind;
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions */
export const GRANTABLE = [
  'actions',
  'artifact-metadata',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'security-events',
  'statuses',
];

export interface Tokens {
  make(wish: TokenWish): string;
  callerOf(authorization: string | undefined): Caller | undefined;
  revoke(token: string): void;
}

export function newTokens(): Tokens {
  const known = new Map<string, Caller>();
  return {
    make(wish) {
      const token = `fake_${randomBytes(16).toString('hex')}`;
      known.set(token, callerFor(wish));
      return token;
    },
    callerOf(authorization) {
      const [, token = ''] = /^(?:Bearer|token) (.+)$/i.exec(authorization ?? '') ?? [];
      return known.get(token);
    },
    revoke(token) {
      known.delete(token);
    },
  };
}

function callerFor({ kind = 'GITHUB_TOKEN', actor, permissions }: TokenWish): Caller {
  const isJobs = kind === 'GITHUB_TOKEN' || kind === 'fork';
  if (!isJobs && actor === undefined) throw new Error(`A token of kind ${kind} needs an actor.`);
  const wrong = Object.keys(permissions ?? {}).filter((name) => isJobs && !GRANTABLE.includes(name));
  if (wrong.length > 0) throw new Error(`No workflow can give its token the permission ${wrong.join(', ')}.`);
  return {
    kind,
    login: isJobs ? 'github-actions[bot]' : (actor ?? ''),
    permissions: kind === 'person' ? permissions : (permissions ?? {}),
  };
}
