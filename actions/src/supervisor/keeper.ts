import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseConfiguration } from '../configuration/environment-file.ts';
import { messageOf } from '../errors.ts';
import { identityOf, systemProcesses, type ProcessIdentity } from '../ports/processes.ts';
import { keeperOrderSchema, keeperPaths, keeperStateSchema, type KeeperOrder } from './keeper-files.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** A program that lived this long gets the short pause again. */
const SETTLED_MS = 10_000;
const POLL_MS = 50;
/** How soon an order that was taken away, or the end of a program that another keeper started, is noticed. */
const LOOK_MS = 250;

/**
 * Keeps one program running: starts it again when it dies, with a growing pause, and takes it down with itself on
 * SIGTERM. A keeper that is started after another was killed adopts the program that still runs.
 */
export class Keeper {
  readonly #order: KeeperOrder;
  readonly #orderPath: string;
  readonly #statePath: string;
  readonly #stopping = new AbortController();
  #child: ProcessIdentity | undefined;
  /** Aborted when the program that we started ends, and when we are to stop; an adopted program is only looked at. */
  #waking = new AbortController();
  #starts = 0;
  #isStateWritten = true;

  constructor(run: string, name: string) {
    const paths = keeperPaths(run, name);
    this.#order = keeperOrderSchema.parse(JSON.parse(readFileSync(paths.order, 'utf8')));
    this.#orderPath = paths.order;
    this.#statePath = paths.state;
    this.#adopt();
  }

  stop(): void {
    this.#stopping.abort();
    this.#waking.abort();
  }

  async keep(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!this.#isStopping()) {
      const began = performance.now();
      if (this.#child === undefined) this.#start();
      await this.#untilDeadOrStopping();
      if (this.#isStopping()) break;
      this.#child = undefined;
      this.#writeState();
      pause = performance.now() - began > SETTLED_MS ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
    await this.#stopChild();
  }

  /** An order that was taken away is one to stop: whoever could not read our state could not tell us otherwise. */
  #isStopping(): boolean {
    return this.#stopping.signal.aborted || !existsSync(this.#orderPath);
  }

  #adopt(): void {
    try {
      const { child, starts } = keeperStateSchema.parse(JSON.parse(readFileSync(this.#statePath, 'utf8')));
      this.#starts = starts;
      if (child !== undefined && systemProcesses.isAlive(child)) this.#child = child;
    } catch {
      // No state, or a torn one: there is nothing to adopt.
    }
    this.#writeState();
  }

  #start(): void {
    const { argv, cwd, env, configFile, logFile } = this.#order;
    const [program, ...args] = argv;
    const configuration =
      configFile === undefined ? {} : parseConfiguration(readFileSync(configFile, 'utf8'));
    const log = openSync(logFile, 'a', 0o600);
    // A process group of its own: what the program starts can be killed with it.
    const child = spawn(program, args, {
      cwd,
      env: { ...configuration, ...env },
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.on('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`);
    });
    const waking = new AbortController();
    child.on('exit', () => {
      waking.abort();
    });
    this.#waking = waking;
    this.#starts += 1;
    this.#child = child.pid === undefined ? undefined : identityOf(child.pid);
    this.#writeState();
  }

  async #untilDeadOrStopping(): Promise<void> {
    while (!this.#isStopping() && this.#child !== undefined && systemProcesses.isAlive(this.#child)) {
      if (!this.#isStateWritten) this.#writeState();
      await delay(LOOK_MS, undefined, { signal: this.#waking.signal }).catch(() => undefined);
    }
  }

  async #stopChild(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    systemProcesses.signal(child, 'SIGTERM');
    const deadline = performance.now() + this.#order.stopWithinMs;
    while (systemProcesses.isAlive(child) && performance.now() < deadline) await delay(POLL_MS);
    killGroup(child.pid);
    while (systemProcesses.isAlive(child)) await delay(POLL_MS);
    this.#child = undefined;
    this.#writeState();
  }

  /** On a full disk the program is kept running all the same, and the state is written as soon as that can be done. */
  #writeState(): void {
    const state = { keeper: systemProcesses.self(), child: this.#child, starts: this.#starts };
    const draft = `${this.#statePath}.${process.pid}`;
    try {
      writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
      renameSync(draft, this.#statePath);
      this.#isStateWritten = true;
    } catch (error) {
      if (this.#isStateWritten) console.error(`The keeper’s state can’t be written: ${messageOf(error)}`);
      this.#isStateWritten = false;
    }
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody of the group is left: that is what we want.
  }
}
