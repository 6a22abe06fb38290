import { basename } from 'node:path/posix';
import type { ProcessIdentity } from '../../ports/processes.ts';
import type { Disk } from '../disk/disk.ts';
import type { Random } from '../random.ts';
import type { Timeline } from '../timeline.ts';
import { SimulatedProcess } from './simulated-process.ts';

interface Order {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly configFile?: string;
  readonly stopWithinMs: number;
}

interface State {
  readonly child?: ProcessIdentity;
  readonly starts: number;
}

/** What it uses of its host. */
interface KeeperHost {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly disk: Disk;
  findProcess(identity: ProcessIdentity): SimulatedProcess | undefined;
  startService(argv: Order['argv'], env: Order['env']): SimulatedProcess;
  replaceCarelessly(path: string, text: string): boolean;
  keeperStops(keeper: KeeperProcess): void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
const SETTLED_MS = 10_000;
const POLL_MS = 50;

/** Does what supervisor/keeper.ts does, with a simulated host's files and processes. */
export class KeeperProcess extends SimulatedProcess {
  /** `<run>/<service>`. */
  readonly service: string;
  readonly instance: string;
  readonly #host: KeeperHost;
  #order: Order | undefined;
  #child: SimulatedProcess | undefined;
  #starts = 0;
  #pause = FIRST_PAUSE_MS;
  #startedAt = 0;
  #isStopping = false;

  constructor(identity: ProcessIdentity, host: KeeperHost, service: string) {
    super(identity);
    this.#host = host;
    this.service = service;
    this.instance = basename(service);
    this.#after(host.random.between(2, 30), () => {
      this.#begin();
    });
  }

  override receive(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL' || (signal === 'SIGTERM' && this.#order === undefined)) this.end('stopped');
    else if (signal === 'SIGTERM') this.#stop();
  }

  #begin(): void {
    const order = this.#read('order.json') as Order | undefined;
    if (order === undefined) {
      this.end('own');
      return;
    }
    this.#order = order;
    const state = this.#read('state.json') as State | undefined;
    this.#starts = state?.starts ?? 0;
    this.#child = state?.child === undefined ? undefined : this.#host.findProcess(state.child);
    this.#writeState();
    if (this.#child === undefined) this.#start();
    else this.#keep(this.#child);
  }

  #start(): void {
    const order = this.#order;
    if (this.#isStopping || order === undefined) return;
    // readFileSync throws, and nobody catches it.
    if (order.configFile !== undefined && this.#host.disk.find(order.configFile)?.kind !== 'file') {
      this.end('own');
      return;
    }
    this.#starts += 1;
    this.#startedAt = this.#host.timeline.now;
    this.#child = this.#host.startService(order.argv, order.env);
    this.#keep(this.#child);
    this.#writeState();
  }

  #keep(child: SimulatedProcess): void {
    child.whenEnded(() => {
      this.#after(this.#host.random.between(1, POLL_MS), () => {
        this.#childDied();
      });
    });
  }

  #childDied(): void {
    this.#child = undefined;
    this.#writeState();
    if (this.#isStopping) {
      this.end('own');
      return;
    }
    const lived = this.#host.timeline.now - this.#startedAt;
    this.#pause = lived > SETTLED_MS ? FIRST_PAUSE_MS : Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    this.#after(this.#pause, () => {
      // An order that was taken away is one to stop.
      if (this.#read('order.json') === undefined) this.#stop();
      else this.#start();
    });
  }

  #stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    const child = this.#child;
    if (child === undefined) {
      this.end('own');
      return;
    }
    this.#host.keeperStops(this);
    child.receive('SIGTERM');
    this.#after(this.#order?.stopWithinMs ?? 0, () => {
      child.receive('SIGKILL');
    });
  }

  #after(milliseconds: number, act: () => void): void {
    this.#host.timeline.after(milliseconds, () => {
      if (this.isAlive) act();
    });
  }

  #read(ending: string): unknown {
    try {
      return JSON.parse(this.#host.disk.file(`${this.service}.${ending}`).bytes.toString());
    } catch {
      return undefined;
    }
  }

  /** Neither file nor name is synced, as in the keeper itself; what the disk refuses is tried again at the next poll. */
  #writeState(): void {
    const child = this.#child === undefined ? {} : { child: this.#child.identity };
    const state = JSON.stringify({ keeper: this.identity, starts: this.#starts, ...child });
    if (this.#host.replaceCarelessly(`${this.service}.state.json`, state)) return;
    this.#after(POLL_MS, () => {
      if (this.#read('order.json') === undefined) this.#stop();
      else this.#writeState();
    });
  }
}
