import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { payloadSchema } from '../../../actions/src/deployment-record/payload.ts';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { waitUntil } from '../../../actions/src/testing/wait-until.ts';
import { githubServer } from '../runner/github-server.ts';
import type { Run } from '../runner/run.ts';
import type { World } from '../runner/trigger.ts';
import { openWorld } from '../runner/world.ts';
import { askWith } from '../server/ask.ts';
import { environmentNamed } from '../server/environments.ts';
import { openGitHub, type FakeGitHub } from '../server/open-github.ts';
import { releasePlease } from './release-please.ts';
import { openShop, type Changes, type Shop } from './shop.ts';
import type { ShopWish } from './shop-policy.ts';
import { openSigner, type Signer } from './signing.ts';

export interface TeamWish extends ShopWish {
  /** Makes another repository than this one’s. `roots` are those that its workflows are to trust. */
  readonly open?: (folder: string, roots: string) => Promise<Shop>;
  /** As a world has it. */
  readonly published?: Readonly<Record<string, string>>;
  /** Whether `npm run setup:github` was run. */
  readonly isSetUp?: boolean;
}

/** A team with its repository on GitHub, its settings made, and machines that run its workflows. */
export interface Team {
  readonly shop: Shop;
  readonly github: FakeGitHub;
  readonly world: World;
  readonly signer: Signer;
  /** Commits to main and pushes; gives the pipeline’s run. */
  push(message: string, changes: Changes): Promise<Run>;
  /** Somebody without rights opens a pull request from a fork that starts from main; gives the run of ci. */
  openFork(title: string, changes: Changes): Promise<Run>;
  /** The run of a workflow that comes of something. */
  runOf(workflow: string, work: () => Promise<unknown>): Promise<Run>;
  /** Waits until a run waits for a reviewer. */
  untilAsked(run: Run): Promise<void>;
  /** Somebody starts a workflow by hand. */
  dispatch(workflow: string, inputs: Readonly<Record<string, string>>): Promise<Run>;
  /** A reviewer answers what a run waits for. */
  review(run: Run, state: 'approved' | 'rejected'): Promise<void>;
  /** What GitHub’s record says of an environment, newest first: the release, the task, and its newest status. */
  record(environment: string): { release: string; task: string; state: string; description: string }[];
  close(): Promise<void>;
}

export async function openTeam(wish: TeamWish = {}): Promise<Team> {
  // Short: a release’s socket has it in its path.
  const folder = await mkdtemp(join(tmpdir(), 'tg-t-'));
  const roots = join(folder, 'roots.jsonl');
  const shop = await (wish.open?.(folder, roots) ?? openShop(folder, { ...wish, roots }));
  const github = await openGitHub({ git: shop.folder });
  const signer = await openSigner(github);
  await writeFile(roots, `${signer.trustedRoot}\n`);
  if (wish.isSetUp !== false) protect(github);
  if (wish.home !== undefined) giveSecrets(github);
  const world = await openWorld({
    repository: shop.folder,
    server: githubServer(github),
    published: wish.published ?? {},
    standIns: {
      'actions/attest': signer.standIn,
      ...(wish.keepsReleases === true
        ? { 'googleapis/release-please-action': releasePlease(github, shop.folder) }
        : {}),
    },
    ...(wish.home === undefined ? {} : { machines: { 'self-hosted': join(folder, 'machine') } }),
  });
  async function runOf(workflow: string, work: () => Promise<unknown>): Promise<Run> {
    const before = world.runs.length;
    await work();
    return newRun(world, { before, workflow });
  }
  return {
    shop,
    github,
    world,
    signer,
    async push(message, changes) {
      const sha = await shop.commit(message, changes);
      return runOf('pipeline', () => github.push('main', { sha, by: 'ann' }));
    },
    async openFork(title, changes) {
      const headSha = await shop.commit(title, changes, { branch: 'theirs', from: 'main' });
      return runOf('ci', () =>
        github.addPull({ title, head: 'gus:theirs', headSha, base: 'main', by: 'gus' }),
      );
    },
    runOf,
    async untilAsked(run) {
      const isDone = (): boolean => run.status === 'waiting' || run.status === 'completed';
      await run.waitFor(isDone, 'somebody is asked', 300_000);
      if (run.status === 'waiting') return;
      const failed = run.jobs.filter(({ conclusion }) => conclusion === 'failure');
      throw new Error(`Nobody was asked:\n${failed.flatMap(({ log }) => log).join('\n')}`);
    },
    dispatch: (workflow, inputs) =>
      world.trigger({ event: 'workflow_dispatch', workflow: `${workflow}.yml`, actor: 'ann', inputs }),
    async review(run, state) {
      const ask = askWith(github, github.tokenFor({ kind: 'person', actor: REVIEWER }));
      const { content } = await ask(`GET /actions/runs/${run.id}/pending_deployments`);
      const ids = (content as { environment: { id: number } }[]).map(({ environment }) => environment.id);
      const body = { environment_ids: ids, state, comment: 'Looked at the plan.' };
      const { status } = await ask(`POST /actions/runs/${run.id}/pending_deployments`, body);
      if (status !== 200) throw new Error(`The review was answered with ${status}.`);
    },
    record: (environment) => recordOf(github, environment),
    async close() {
      await world.close();
      await github.close();
      await systemFiles.removeTree(folder);
    },
  };
}

const REVIEWER = 'olaf';

/** As `npm run setup:github` leaves a repository: production is entered from main alone, and olaf is asked. */
function protect(github: FakeGitHub): void {
  github.state.settings.actionsMayApprovePullRequests = true;
  github.state.settings.immutableReleases = true;
  for (const name of ['autorelease: pending', 'autorelease: tagged'])
    github.state.labels.push({
      id: github.state.nextId(),
      name,
      color: 'ededed',
      description: 'release-please',
    });
  for (const name of ['development', 'staging', 'production', 'production-approval']) {
    const environment = environmentNamed(github.state, name);
    environment.branches = 'custom';
    environment.branchPolicies.push({ id: github.state.nextId(), name: 'main', type: 'branch' });
    environment.canAdminsBypass = false;
    if (!name.endsWith('-approval')) continue;
    const { id } = github.state.users.get(REVIEWER) ?? { id: 0 };
    environment.reviewers.push({ type: 'User', id });
    environment.preventSelfReview = true;
  }
}

/** On a server of the team's own nothing is made up. */
function giveSecrets(github: FakeGitHub): void {
  const random = (): string => randomBytes(32).toString('base64url');
  for (const environment of ['development', 'staging', 'production']) {
    const values = {
      GOOGLE_CLIENT_ID: `${random()}.apps.googleusercontent.com`,
      GOOGLE_CLIENT_SECRET: random(),
      OPENAI_API_KEY: `sk-${random()}`,
      JWT_SECRET: random(),
    };
    for (const [name, value] of Object.entries(values)) github.setSecret(name, { value, environment });
  }
}

function recordOf(github: FakeGitHub, environment: string): ReturnType<Team['record']> {
  return github.state.deployments
    .filter((deployment) => deployment.environment === environment)
    .map(({ payload, task, statuses }) => {
      const { state = '', description = '' } = statuses.at(-1) ?? {};
      return { release: payloadSchema.parse(payload).release, task, state, description };
    })
    .toReversed();
}

/** What a run came to, with the log of whatever went wrong in it. */
export function endOf(run: Run): string {
  const failed = run.jobs.filter(({ conclusion }) => conclusion === 'failure');
  return [String(run.conclusion), ...failed.flatMap(({ id, log }) => [`${id}:`, ...log])].join('\n');
}

async function newRun(
  world: World,
  { before, workflow }: { before: number; workflow: string },
): Promise<Run> {
  let found: Run | undefined;
  await waitUntil(() => {
    found = world.runs.slice(before).find(({ order }) => order.workflow.name === workflow);
    return found !== undefined;
  }, `a run of ${workflow} begins`);
  if (found === undefined) throw new Error('there is no run');
  return found;
}
