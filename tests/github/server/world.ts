import type { Events } from './events.ts';
import type { GitStore } from './git-store.ts';
import type { SecretBox } from './secret-box.ts';
import type { Role } from './tokens.ts';
import type {
  Artifact,
  Asset,
  Attestation,
  Comment,
  CommitStatus,
  Deployment,
  Environment,
  Issue,
  Job,
  Label,
  Release,
  Ruleset,
  Run,
  Settings,
  User,
  Vault,
  Workflow,
} from './things.ts';

export type Plan = 'free' | 'team' | 'enterprise';

/** Everything that this GitHub knows. A test may read and change all of it. */
export interface World {
  readonly owner: string;
  readonly repository: string;
  readonly isPrivate: boolean;
  readonly plan: Plan;
  defaultBranch: string;
  url: string;
  uploadsUrl: string;
  /** Where blobs lie: another origin. */
  storeUrl: string;
  readonly git: GitStore;
  readonly events: Events;
  readonly users: Map<string, User>;
  readonly teams: Map<string, { id: number; slug: string; members: string[] }>;
  readonly settings: Settings;
  readonly commitStatuses: CommitStatus[];
  readonly issues: Issue[];
  readonly comments: Comment[];
  readonly labels: Label[];
  readonly deployments: Deployment[];
  /** By name in lower case: they are the same whatever their case. */
  readonly environments: Map<string, Environment>;
  readonly vault: Vault;
  readonly workflows: Workflow[];
  readonly runs: Run[];
  readonly jobs: Job[];
  readonly artifacts: Artifact[];
  readonly releases: Release[];
  readonly assets: Asset[];
  /** Of immutable releases, those deleted too. */
  readonly usedTags: Set<string>;
  readonly attestations: Attestation[];
  readonly rulesets: Ruleset[];
  readonly secretBox: SecretBox;
  /** Of what gives access for a short time: to a blob, to an archive. */
  readonly signingKey: Buffer;
  now(): string;
  time(): number;
  nextId(): number;
}

export function roleOf(world: World, login: string): Role {
  return world.users.get(login)?.role ?? 'none';
}

export function showUser(world: World, login: string): object {
  const user = world.users.get(login);
  return {
    login,
    id: user?.id ?? 1,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
    html_url: `https://github.com/${encodeURIComponent(login)}`,
  };
}

/** `https://…/repos/owner/name` and whatever follows. */
export function apiUrl(world: World, path: string): string {
  return `${world.url}/repos/${world.owner}/${world.repository}${path}`;
}

export function pageUrl(world: World, path: string): string {
  return `https://github.com/${world.owner}/${world.repository}${path}`;
}
