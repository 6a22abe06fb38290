import { chmod, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { discardServer } from '../actions/src/database/embedded/server.ts';
import { systemFiles } from '../actions/src/ports/files.ts';
import { table } from '../actions/src/terminal/table.ts';
import { CHECKOUT } from '../tests/support/workbench.ts';
import type { Given, Report } from './benchmark.ts';
import { killProgramsIn } from './leftovers.ts';
import { spreadCells, spreadOf } from './medians.ts';

/** What somebody types who has just cloned the repository. */
const COMMANDS = [['ci'], ['run', 'ship', '--', '--yes'], ['test']] as const;
const STOP_WITHIN_MS = 60_000;
const KILL_AFTER_MS = 15_000;
const SHOWN_CHARACTERS = 1500;

interface Ran {
  readonly command: string;
  readonly seconds: number;
}

/** Runs them in a fresh clone of the last commit, with an empty npm cache; what fails is a problem of the report. */
export async function measureCold(runs: number, { stopped, say }: Given): Promise<Report> {
  const ran: Ran[] = [];
  const problems: string[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'tgc-'));
    try {
      // PostgreSQL runs as another user where this runs as root: the way to its programs must be open to it.
      await chmod(folder, 0o755);
      // What tests that are interrupted leave behind is removed with it.
      await mkdir(join(folder, 't'));
      await runInClone(folder);
    } finally {
      await removeClone(folder);
    }
  }
  return report(ran, problems);

  async function runInClone(folder: string): Promise<void> {
    const clone = join(folder, 'clone');
    await execa('git', ['clone', '--quiet', CHECKOUT, clone], { cancelSignal: stopped });
    for (const args of COMMANDS) {
      const command = `npm ${args.join(' ')}`;
      say(`${command}, in a fresh clone`);
      const began = performance.now();
      const { exitCode, all } = await npm(folder, args, stopped);
      ran.push({ command, seconds: (performance.now() - began) / 1000 });
      stopped.throwIfAborted();
      if (exitCode === 0) continue;
      problems.push(`${command} ended with ${exitCode}:\n${shortened(all)}`);
      // Without its packages nothing else can run.
      if (args[0] === 'ci') return;
    }
  }
}

async function npm(
  folder: string,
  args: readonly string[],
  stopped?: AbortSignal,
): Promise<{ exitCode: number; all: string }> {
  const child = execa('npm', args, {
    cwd: join(folder, 'clone'),
    env: { ...freshEnvironment(), TMPDIR: join(folder, 't'), npm_config_cache: join(folder, 'npm-cache') },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
    // A process group of its own: npm passes a signal on to its script, and the script not always to its own.
    detached: true,
  });
  function interrupt(): void {
    signalGroup(child.pid, 'SIGINT');
    setTimeout(() => {
      signalGroup(child.pid, 'SIGKILL');
      // Whoever still held its output open would make us wait for more.
      killProgramsIn(folder).catch(console.error);
    }, KILL_AFTER_MS).unref();
  }
  stopped?.addEventListener('abort', interrupt);
  const { exitCode, all } = await child;
  stopped?.removeEventListener('abort', interrupt);
  return { exitCode: exitCode ?? -1, all };
}

function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (leader !== undefined) process.kill(-leader, signal);
  } catch {
    // Nobody of the group is left: that is what we want.
  }
}

/** As on a terminal: nothing of this checkout's programs, of the npm that runs this, or of a home chosen for it. */
function freshEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '', ...others } = process.env;
  const isOurs =
    /^(?:npm_(?:package|lifecycle|node|command|execpath)|npm_config_local_prefix|INIT_CWD|TIDEGATE_|NODE_OPTIONS|DATABASE_URL)/;
  const kept = Object.entries(others).filter(([name]) => !isOurs.test(name));
  const path = PATH.split(delimiter).filter(
    (folder) => !/[\\/](?:node_modules|node-gyp-bin)(?:[\\/]|$)/.test(folder),
  );
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

/** A clone that never came to `npm ci` has nothing to stop; of the others, what `ship` left running is stopped. */
async function removeClone(folder: string): Promise<void> {
  const clone = join(folder, 'clone');
  const deadline = performance.now() + STOP_WITHIN_MS;
  const isInstalled = await systemFiles.exists(join(clone, 'node_modules/.package-lock.json'));
  while (isInstalled && (await npm(folder, ['run', 'stop'])).exitCode !== 0) {
    if (performance.now() > deadline) throw new Error(`Nothing could be stopped in ${clone}.`);
  }
  await discardServer(join(clone, '.tidegate/postgres'));
  await killProgramsIn(folder);
  await systemFiles.removeTree(folder);
}

function report(ran: readonly Ran[], problems: readonly string[]): Report {
  const commands = COMMANDS.map((args) => `npm ${args.join(' ')}`);
  const spreads = commands.map((command) => {
    const seconds = ran.filter((each) => each.command === command).map((each) => each.seconds);
    return { command, seconds: spreadOf(seconds) };
  });
  const text = table(
    ['in a fresh clone, npm cache empty', 'median', 'least', 'most'],
    spreads.map(({ command, seconds }) => [
      command,
      ...spreadCells(seconds, (value) => `${value.toFixed(1)} s`),
    ]),
  );
  return { json: { cold: spreads, problems }, text, problems };
}

/** npm says what was wrong at the beginning, most others at the end. */
function shortened(text: string): string {
  if (text.length <= 2 * SHOWN_CHARACTERS) return text;
  return `${text.slice(0, SHOWN_CHARACTERS)}\n…\n${text.slice(-SHOWN_CHARACTERS)}`;
}
