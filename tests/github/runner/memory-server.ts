import { createHash, randomBytes } from 'node:crypto';
import type { Permissions } from './permissions.ts';
import type {
  ArtifactStore,
  Conclusion,
  Entry,
  Progress,
  RunWish,
  ServerEvent,
  ServerPort,
  ServerRun,
} from './server-port.ts';

export interface MemoryEnvironment {
  readonly needsReview?: boolean;
  /** Refs that may enter; all without it. */
  readonly refs?: readonly string[];
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** A small stand-in of the port, for the runner's own tests. */
export interface MemoryServer extends ServerPort {
  readonly environments: Map<string, MemoryEnvironment>;
  readonly runs: readonly (RunWish & ServerRun & { progress: Progress[] })[];
  readonly tokens: ReadonlyMap<string, Permissions>;
  /** Concluded deployments that GitHub makes by itself. */
  readonly deployments: {
    readonly environment: string;
    readonly conclusion: Conclusion;
    readonly url: string | undefined;
  }[];
  readonly waiting: readonly string[];
  review(environment: string, isApproved: boolean): void;
  tell(event: ServerEvent): void;
}

export interface MemoryWish {
  readonly demandsPins?: boolean;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly environments?: Readonly<Record<string, MemoryEnvironment>>;
}

export function memoryServer(wish: MemoryWish = {}): MemoryServer {
  let lastId = 0;
  const environments = new Map(Object.entries(wish.environments ?? {}));
  const runs: (RunWish & ServerRun & { progress: Progress[] })[] = [];
  const tokens = new Map<string, Permissions>();
  const deployments: MemoryServer['deployments'] = [];
  const waiting: { environment: string; settle: (isApproved: boolean) => void }[] = [];
  const listeners = new Set<(event: ServerEvent) => void>();
  return {
    slug: 'octo/shop',
    apiUrl: 'http://127.0.0.1:9',
    resultsUrl: 'http://127.0.0.1:9/',
    defaultBranch: 'main',
    defaultPermissions: 'read',
    demandsPins: () => wish.demandsPins ?? false,
    environments,
    runs,
    tokens,
    deployments,
    get waiting() {
      return waiting.map(({ environment }) => environment);
    },
    addWorkflow: () => undefined,
    startRun(told) {
      lastId += 1;
      const run = { ...told, id: lastId, number: runs.length + 1, progress: [] };
      runs.push(run);
      return run;
    },
    startAttempt: () => undefined,
    progressRun({ id }, progress) {
      runs.find((run) => run.id === id)?.progress.push(progress);
    },
    addJob: () => (lastId += 1),
    progressJob: () => undefined,
    enterEnvironment: ({ environment, ref, deployment }) => {
      // A name that is not there makes an environment that nothing protects.
      if (!environments.has(environment)) environments.set(environment, {});
      const { needsReview = false, refs } = environments.get(environment) ?? {};
      const finish: Entry['finish'] = (conclusion, url) => {
        if (deployment) deployments.push({ environment, conclusion, url });
      };
      if (refs !== undefined && !refs.includes(ref))
        return {
          state: 'refused',
          reason: `${ref} is not allowed to deploy to ${environment}`,
          settled: Promise.resolve(false),
          finish,
        };
      if (!needsReview)
        return { state: 'admitted', reason: undefined, settled: Promise.resolve(true), finish };
      const settled = new Promise<boolean>((settle) => waiting.push({ environment, settle }));
      return { state: 'waiting', reason: undefined, settled, finish };
    },
    secrets: (name) => (name === undefined ? wish.secrets : environments.get(name)?.secrets) ?? {},
    variables: (name) => (name === undefined ? wish.variables : environments.get(name)?.variables) ?? {},
    tokenFor(permissions) {
      const token = `made-up-${randomBytes(12).toString('hex')}`;
      tokens.set(token, permissions);
      return token;
    },
    revoke: (token) => void tokens.delete(token),
    runtimeToken: () => `made-up-${randomBytes(12).toString('hex')}`,
    artifacts: memoryArtifacts(),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    review(environment, isApproved) {
      for (const each of waiting.filter((one) => one.environment === environment)) {
        waiting.splice(waiting.indexOf(each), 1);
        each.settle(isApproved);
      }
    },
    tell(event) {
      for (const listener of listeners) listener(event);
    },
  };
}

function memoryArtifacts(): ArtifactStore {
  const all: { run: number; id: number; name: string; digest: string; bytes: Buffer; mimeType: string }[] =
    [];
  return {
    save({ job, name, bytes, overwrite, mimeType }) {
      const old = all.findIndex((each) => each.run === job.run.id && each.name === name);
      if (old !== -1 && !overwrite)
        return Promise.reject(new Error('an artifact with this name already exists on the workflow run'));
      if (old !== -1) all.splice(old, 1);
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      const saved = { run: job.run.id, id: all.length + 1, name, digest, bytes, mimeType };
      all.push(saved);
      return Promise.resolve(saved);
    },
    list: ({ job, runId = job.run.id }) => Promise.resolve(all.filter(({ run }) => run === runId)),
    read({ job, id, runId = job.run.id }) {
      const found = all.find((each) => each.id === id && each.run === runId);
      return found === undefined
        ? Promise.reject(new Error(`There is no artifact ${id}.`))
        : Promise.resolve(found);
    },
  };
}
