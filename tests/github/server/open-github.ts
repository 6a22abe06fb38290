import { randomBytes } from 'node:crypto';
import { bareGit } from './bare-git.ts';
import { conversation, type Conversation } from './conversation.ts';
import { newEvents, type GitHubEvent, type Happening } from './events.ts';
import { passTimers } from './enter-environment.ts';
import { newOutages, type Outage } from './outages.ts';
import { runnerSide, type RunnerSide } from './runner-side.ts';
import { newSecretBox } from './secret-box.ts';
import { serve, type Heard } from './serve.ts';
import { toldGit, type ToldCommit } from './told-git.ts';
import { newTokens, type Role, type TokenWish } from './tokens.ts';
import type { Plan, World } from './world.ts';

export interface GitHubWish {
  readonly owner?: string;
  readonly repository?: string;
  readonly isPrivate?: boolean;
  /** The owner’s. Default `free`. */
  readonly plan?: Plan;
  /** Folder of a git repository that commits, refs and comparisons are read from. Without it the test makes commits up. */
  readonly git?: string;
  readonly people?: Readonly<Record<string, Role>>;
}

/** A GitHub with one repository, that holds its state and refuses what the real one refuses. */
export interface FakeGitHub extends RunnerSide, Conversation {
  /** For GITHUB_API_URL. */
  readonly url: string;
  readonly uploadsUrl: string;
  /** For ACTIONS_RESULTS_URL. */
  readonly resultsUrl: string;
  /** `owner/name`. */
  readonly slug: string;
  /** All that it knows: to look at, and to change. */
  readonly state: World;
  /** Every request, oldest first. */
  readonly requests: readonly Heard[];
  /** `METHOD /path` of what the fake has not. A test that asserts there are none hides nothing. */
  readonly unknownRoutes: readonly string[];
  /** Answers of the fake that GitHub’s description doesn’t allow: mistakes of the fake itself. */
  readonly faults: readonly string[];
  readonly events: readonly GitHubEvent[];
  tokenFor(wish: TokenWish): string;
  revoke(token: string): void;
  /** Somebody with a role of theirs. */
  addPerson(login: string, role: Role): { readonly login: string; readonly id: number };
  addTeam(slug: string, members: readonly string[]): number;
  /** A commit, where there is no real repository. Gives its hash. */
  addCommit(told?: ToldCommit): string;
  /** A branch moves, as by a push. */
  push(branch: string, wish: { sha: string; by: string }): Promise<void>;
  outage(outage: Outage): { end(): void };
  /** Lets time pass, for what expires. */
  advance(milliseconds: number): void;
  onEvent(listener: (event: GitHubEvent) => void): () => void;
  /** Something happens that no route does. */
  tell(happening: Happening): void;
  close(): Promise<void>;
}

export async function openGitHub(wish: GitHubWish = {}): Promise<FakeGitHub> {
  let passed = 0;
  const time = (): number => Date.now() + passed;
  const world = await newWorld(wish, time);
  const tokens = newTokens();
  const outages = newOutages(time);
  const server = await serve({ world, tokens, outages });
  world.url = server.url;
  world.uploadsUrl = `${server.url}/uploads`;
  world.storeUrl = server.storeUrl;
  for (const [login, role] of Object.entries({
    olaf: 'admin',
    ann: 'write',
    gus: 'read',
    ...wish.people,
  } as const))
    addPerson(login, role);

  function addPerson(login: string, role: Role): { login: string; id: number } {
    const user = { login, id: world.nextId(), role };
    world.users.set(login, user);
    return user;
  }
  return {
    ...runnerSide(world),
    url: world.url,
    uploadsUrl: world.uploadsUrl,
    resultsUrl: `${server.url}/`,
    slug: `${world.owner}/${world.repository}`,
    state: world,
    requests: server.requests,
    unknownRoutes: server.unknownRoutes,
    faults: server.faults,
    events: world.events.all,
    tokenFor: (tokenWish) => tokens.make(tokenWish),
    revoke: (token) => {
      tokens.revoke(token);
    },
    addPerson,
    addTeam(slug, members) {
      const id = world.nextId();
      world.teams.set(slug, { id, slug, members: [...members] });
      return id;
    },
    addCommit(told = {}) {
      if (!('addCommit' in world.git)) throw new Error('This GitHub reads a real repository: commit there.');
      return (world.git as ReturnType<typeof toldGit>).addCommit(told);
    },
    async push(branch, { sha, by }) {
      const before = await world.git.resolve(`refs/heads/${branch}`);
      await world.git.setRef(`refs/heads/${branch}`, sha);
      const payload = { ref: `refs/heads/${branch}`, before: before ?? '0'.repeat(40), after: sha };
      world.events.tell({ event: 'push', payload, by: { kind: 'person', login: by } });
    },
    ...conversation(world),
    outage: (outage) => outages.begin(outage),
    advance(milliseconds) {
      passed += milliseconds;
      passTimers(world);
    },
    onEvent: (listener) => world.events.listen(listener),
    tell: (happening) => {
      world.events.tell(happening);
    },
    close: () => server.close(),
  };
}

async function newWorld(wish: GitHubWish, time: () => number): Promise<World> {
  let lastId = 1000;
  return {
    owner: wish.owner ?? 'octo',
    repository: wish.repository ?? 'shop',
    isPrivate: wish.isPrivate ?? false,
    plan: wish.plan ?? 'free',
    defaultBranch: 'main',
    url: '',
    uploadsUrl: '',
    storeUrl: '',
    git: wish.git === undefined ? toldGit(time) : bareGit(wish.git),
    events: newEvents(),
    users: new Map(),
    teams: new Map(),
    settings: {
      immutableReleases: false,
      actionsMayApprovePullRequests: false,
      defaultTokenPermissions: 'read',
      actionsAreOn: true,
      allowedActions: 'all',
      shaPinningRequired: false,
      takesBypass: true,
      selectedActions: { github_owned_allowed: true, verified_allowed: false, patterns_allowed: [] },
      repository: {},
    },
    commitStatuses: [],
    issues: [],
    comments: [],
    labels: [],
    deployments: [],
    environments: new Map(),
    vault: { secrets: new Map(), variables: new Map() },
    workflows: [],
    runs: [],
    jobs: [],
    artifacts: [],
    releases: [],
    assets: [],
    usedTags: new Set(),
    attestations: [],
    rulesets: [],
    secretBox: await newSecretBox(),
    signingKey: randomBytes(32),
    time,
    // Whole seconds, as GitHub’s.
    now: () => new Date(time()).toISOString().replace(/\.\d+Z$/, 'Z'),
    nextId() {
      lastId += 1;
      return lastId;
    },
  };
}
