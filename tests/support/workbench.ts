import { randomInt } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { packageApplication, type PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { plainFile } from '../../actions/src/artifact/pack.ts';
import { discardServer } from '../../actions/src/database/embedded/server.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { isPortFree } from '../../actions/src/ports/free-port.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';

export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly exitCode: number;
  /** The last line of standard output, read as JSON. */
  readonly json: Record<string, unknown>;
  /** Both streams. */
  readonly text: string;
}

export interface Defect {
  readonly defect: string;
  readonly ms?: number;
  /** Of what it writes, or can't read. */
  readonly format?: number;
  readonly onlyWhenGoneBackTo?: boolean;
  /** Tells apart artifacts with the same defect. */
  readonly nonce?: number;
}

interface RunOptions {
  readonly env?: Record<string, string>;
  readonly input?: string;
  /** Told of the process, for tests that end it. */
  readonly onStart?: (pid: number) => void;
}

/** A repository with a policy of its own and a home, on which the real commands are run as processes. */
export interface Workbench {
  readonly repository: string;
  readonly home: string;
  /** The first environment's port. */
  readonly portBase: number;
  /** Runs `tidegate <arguments> --json`. */
  run(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** The real application with a defect planted, in the home's store. */
  build(defect: Defect): Promise<PackagedArtifact>;
  /** Stops everything and removes every file. */
  close(): Promise<void>;
}

export const APPLICATION = {
  workspace: 'app',
  entry: 'src/server.ts',
  checkConfig: 'src/check-config.ts',
  migrations: 'migrations',
  schemaMin: 1,
  smoke: [
    { path: '/', method: 'GET', status: 200 },
    { path: '/api/feedback/summary', method: 'GET', status: 200 },
  ],
  rehearsal: {
    traffic: [
      { path: '/api/feedback', method: 'POST', body: { rating: 3, comment: 'A rehearsal’s.' }, status: 201 },
    ],
  },
} as const;

/** What a host is asked, and no part of an artifact. */
export const UNSENT = { smoke: [], rehearsal: { traffic: [] } };

export const WATCH = {
  window: '3s',
  every: '200ms',
  minSamples: 15,
  maxErrorRatio: 0.02,
  p99Limit: '2s',
  p99Ratio: 2,
  p99Floor: '300ms',
};

/** For suites of many deployments, on a machine that may be busy: it ends soon, and only what is plainly wrong fails it. */
export const QUICK_WATCH = {
  ...WATCH,
  window: '600ms',
  every: '150ms',
  minSamples: 4,
  maxErrorRatio: 0.2,
  p99Limit: '5s',
  p99Floor: '3s',
};

const CONFIGURATION = { NODE_ENV: 'development', RATE_LIMIT_MAX_REQUESTS: '1000000' };

/** For suites of many deployments that ask nothing of several workers: a third fewer processes to start. */
export const ONE_WORKER = { configuration: { ...CONFIGURATION, WEB_CONCURRENCY: '1' } };

export function policyWith(environments: readonly object[], deployment: object = {}): object {
  return {
    version: 1,
    application: APPLICATION,
    local: {
      portBase: 4100,
      secrets: [
        { name: 'GOOGLE_CLIENT_ID', suffix: '.apps.googleusercontent.com' },
        { name: 'GOOGLE_CLIENT_SECRET' },
        { name: 'OPENAI_API_KEY', prefix: 'sk-' },
        { name: 'JWT_SECRET' },
      ],
    },
    deployment: {
      readyWithin: '12s',
      confirmWithin: '30s',
      drain: '500ms',
      stopWithin: '4s',
      keepReleases: 5,
      lock: 'refuse',
      ...deployment,
    },
    environments,
  };
}

export function environmentNamed(name: string, more: object = {}): object {
  return {
    name,
    nodeEnv: 'development',
    gates: ['config'],
    outOfOrder: true,
    configuration: CONFIGURATION,
    watch: WATCH,
    ...more,
  };
}

export async function openWorkbench(policy: object): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), 'tgw-'));
  // Traversable: the database runs as another user where the tests run as root.
  await chmod(folder, 0o711);
  const [repository, home] = [join(folder, 'repository'), join(folder, 'h')];
  await mkdir(join(repository, '.github'), { recursive: true });
  await writeFile(
    join(repository, '.github/tidegate.yml'),
    stringify(policy, { aliasDuplicateObjects: false }),
  );
  const portBase = await freePorts();
  const variables = { TIDEGATE_HOME: home, TIDEGATE_PORT_BASE: String(portBase) };
  async function run(
    args: readonly string[],
    { env = {}, input = '', onStart }: RunOptions = {},
  ): Promise<Outcome> {
    const running = execa(process.execPath, [join(CHECKOUT, 'scripts/tidegate.mjs'), ...args, '--json'], {
      cwd: repository,
      env: { PATH: process.env['PATH'] ?? '', ...variables, ...env },
      extendEnv: false,
      reject: false,
      input,
    });
    if (running.pid !== undefined) onStart?.(running.pid);
    const ended = await running;
    const last = ended.stdout.split('\n').at(-1) ?? '';
    const json = last === '' ? {} : (JSON.parse(last) as Record<string, unknown>);
    return { exitCode: ended.exitCode ?? -1, json, text: `${ended.stdout}\n${ended.stderr}` };
  }
  return {
    repository,
    home,
    portBase,
    run,
    build: (defect) =>
      packageApplication({
        root: CHECKOUT,
        application: { ...APPLICATION, ...UNSENT, tolerates: [] },
        store: join(home, 'artifacts'),
        entry: join(CHECKOUT, 'tests/planted/planted-server.ts'),
        extraFiles: [plainFile('planted.json', JSON.stringify(defect))],
      }),
    async close() {
      // A host may be about to revert still. Without its files nothing of it could be stopped.
      await waitUntil(async () => (await run(['stop'])).exitCode === 0, `all of ${folder} is stopped`);
      await discardServer(join(home, 'postgres'));
      await systemFiles.removeTree(folder);
    },
  };
}

/** What an environment's configuration keeps secret: none of it may stand in any output. */
export async function secretsOf(home: string, environment: string): Promise<string[]> {
  const text = await readFile(join(home, 'config', `${environment}.env`), 'utf8');
  return [...text.matchAll(/^\w+='(.*)'$/gm)].map((match) => match[1] ?? '');
}

/** Below the range that the system gives to outgoing connections (32768 up), so that none of those takes one. */
const PORTS = { from: 15_000, to: 32_000 };
const PORTS_A_WORKBENCH = 12;

/** The first of a run of ports that were free a moment ago. */
export async function freePorts(): Promise<number> {
  for (;;) {
    const base = randomInt(PORTS.from, PORTS.to - PORTS_A_WORKBENCH);
    const ports = Array.from({ length: PORTS_A_WORKBENCH }, (_, index) => base + index);
    if ((await Promise.all(ports.map(isPortFree))).every(Boolean)) return base;
  }
}
