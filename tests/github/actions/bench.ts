import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { packageApplication, type PackagedArtifact } from '../../../actions/src/artifact/package.ts';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { waitUntil } from '../../../actions/src/testing/wait-until.ts';
import { freePorts } from '../../support/workbench.ts';
import { openGitHub, type FakeGitHub } from '../server/open-github.ts';
import type { Run } from '../server/things.ts';
import { APPLICATION, environmentNamed, policyOf, writePolicy, type BenchPolicy } from './bench-policy.ts';
import { commit, git, stopAll } from './bench-repository.ts';
import { keepInRelease, keepInRun } from './keep-artifact.ts';
import { runStep, type StepEnd, type StepWish } from './run-step.ts';
import { writeBehaviour, writeService, type Behaviour } from './service.ts';

export interface BenchWish {
  readonly host?: 'runner' | 'machine';
  readonly environments?: readonly object[];
}

export interface JobWish {
  readonly environment?: string;
  readonly run?: Run;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly onLine?: StepWish['onLine'];
}

/** A repository with its history and policy, a GitHub, and machines that jobs run on. */
export interface Bench {
  readonly github: FakeGitHub;
  readonly repository: string;
  /** Of the machine that is kept between jobs. */
  readonly home: string;
  readonly secret: string;
  /** A commit, and the artifact that is built from it. */
  release(behaviour: Behaviour): Promise<PackagedArtifact>;
  run(): Run;
  /** A re-run: everything as it was, and one more attempt. */
  again(run: Run): Run;
  deploy(artifact: PackagedArtifact, wish?: JobWish): Promise<StepEnd>;
  plan(artifact: PackagedArtifact, wish?: JobWish): Promise<StepEnd>;
  rollback(wish?: JobWish): Promise<StepEnd>;
  watch(wish?: JobWish): Promise<StepEnd>;
  /** Its record, the oldest first: task and payload's release with all states, the oldest first. */
  record(environment?: string): string[];
  keep(artifact: PackagedArtifact, wish?: { readonly as?: 'run' | 'release' }): Promise<void>;
  /** Nothing is under way on the machine any more. */
  hostHasEnded(): Promise<void>;
  /** Everything that is kept is gone, as after 90 days. */
  forget(): void;
  editPolicy(change: (policy: BenchPolicy) => object): Promise<void>;
}

const SECRETS = 'API_KEY';

const open: (() => Promise<void>)[] = [];

export function benches(): (wish?: BenchWish) => Promise<Bench> {
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });
  return openBench;
}

async function openBench({
  host = 'runner',
  environments = [environmentNamed('production')],
}: BenchWish = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'tga-'));
  // Traversable: the database runs as another user where the tests run as root.
  await chmod(folder, 0o711);
  const repository = join(folder, 'repository');
  const home = join(folder, 'h');
  const places = [home];
  const portBase = await freePorts();
  const secret = randomBytes(24).toString('base64url');
  await writeService(repository);
  const policy = policyOf({ host, home, environments });
  await writePolicy(repository, policy);
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  await commit(repository, 'begin');
  const github = await openGitHub({ git: repository });
  const token = github.tokenFor({
    permissions: { actions: 'read', contents: 'read', deployments: 'write', issues: 'write' },
  });
  let number = 0;
  open.push(async () => {
    for (const place of places) await stopAll({ repository, home: place, portBase });
    await github.close();
    await systemFiles.removeTree(folder);
  });

  async function step(action: string, wish: JobWish, inputs: Record<string, string>): Promise<StepEnd> {
    const run = wish.run ?? newRun();
    const temporary = await mkdtemp(join(folder, 'j'));
    await chmod(temporary, 0o711);
    places.push(join(temporary, 'tidegate'));
    return runStep({
      action,
      workspace: repository,
      inputs: { token, ...inputs, ...wish.inputs },
      variables: {
        API_KEY: secret,
        RUNNER_TEMP: temporary,
        TIDEGATE_PORT_BASE: String(portBase),
        GITHUB_API_URL: github.url,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: github.slug,
        GITHUB_RUN_ID: String(run.id),
        GITHUB_RUN_ATTEMPT: String(run.run_attempt),
        ...wish.variables,
      },
      ...(wish.onLine === undefined ? {} : { onLine: wish.onLine }),
    });
  }
  function aboutArtifact({ path, digest }: PackagedArtifact, wish: JobWish): Record<string, string> {
    return {
      environment: wish.environment ?? 'production',
      secrets: SECRETS,
      artifact: path,
      'artifact-digest': digest,
      evidence: join(folder, 'evidence'),
    };
  }
  function newRun(): Run {
    return github.startRun({
      workflow: '.github/workflows/pipeline.yml',
      event: 'push',
      sha: '0'.repeat(40),
      actor: 'ann',
    });
  }
  return {
    github,
    repository,
    home,
    secret,
    async release(behaviour) {
      number += 1;
      await writeBehaviour(repository, { behaviour, number });
      await commit(repository, `release ${number}`);
      return packageApplication({
        root: repository,
        application: { ...APPLICATION, smoke: [], tolerates: [], rehearsal: { traffic: [] } },
        store: join(folder, 'artifacts'),
      });
    },
    run: newRun,
    again(run) {
      run.run_attempt += 1;
      return run;
    },
    deploy: (artifact, wish = {}) => step('deploy', wish, aboutArtifact(artifact, wish)),
    plan: (artifact, wish = {}) => step('plan', wish, aboutArtifact(artifact, wish)),
    rollback: (wish = {}) =>
      step('rollback', wish, {
        environment: wish.environment ?? 'production',
        secrets: SECRETS,
        reason: 'a test',
      }),
    watch: (wish = {}) => step('watch-environments', wish, { environment: wish.environment ?? 'production' }),
    record: (environment = 'production') =>
      github.state.deployments
        .filter((deployment) => deployment.environment === environment)
        .map(({ task, payload, statuses }) => {
          const { release } = payload as { release: string };
          return `${task} ${release}: ${statuses.map(({ state }) => state).join(' ')}`;
        }),
    async keep(artifact, { as = 'run' } = {}) {
      const bytes = await readFile(artifact.path);
      if (as === 'run') keepInRun(github, artifact, bytes);
      else keepInRelease(github, artifact, { [`${artifact.release.id}.tgz`]: bytes });
    },
    async hostHasEnded() {
      const journal = join(home, 'hosts/production/journal.jsonl');
      await waitUntil(async () => {
        const types = (await readFile(journal, 'utf8')).match(/"type":"deployment-(?:started|ended)"/g);
        return types?.at(-1) === '"type":"deployment-ended"';
      }, 'the host has ended what it began');
    },
    forget() {
      github.state.artifacts.splice(0);
      github.state.assets.splice(0);
    },
    async editPolicy(change) {
      await writePolicy(repository, change(policy));
    },
  };
}
