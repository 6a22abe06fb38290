import { basename, dirname, join } from 'node:path/posix';
import { hostLayout, type HostLayout } from '../../host/layout.ts';
import type { ProcessIdentity } from '../../ports/processes.ts';
import { Disk } from '../disk/disk.ts';
import type { Link } from '../disk/nodes.ts';
import { systemError } from '../disk/system-error.ts';
import type { Random } from '../random.ts';
import type { Timeline } from '../timeline.ts';
import { DatabaseServer } from './database-server.ts';
import { FrontProcess } from './front-process.ts';
import { HostLedger } from './host-ledger.ts';
import { KeeperProcess } from './keeper-process.ts';
import { Program } from './program.ts';
import { ReleaseProcess, type ReleaseFacts } from './release-process.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** Told of what matters to the invariants, at the moment it happens. */
export interface HostWatch {
  /** `current.sock` leads somewhere else since this moment. */
  switched(host: Host, change: { readonly from: string | undefined; readonly by: Program }): void;
  /** A keeper was told to stop what it keeps running. */
  stops(host: Host, keeper: KeeperProcess): void;
  /** The journal has more or other lines. */
  journalChanged(host: Host): void;
  /** A file that numbers the lock's owners was replaced. */
  fenceChanged(host: Host): void;
  /** Its database has had a migration more. */
  migrated(host: Host, migration: string): void;
}

/** What the programs are called that a host runs beside releases. */
export const PROGRAMS = { keeper: '/opt/tidegate/keeper.mjs', front: '/opt/tidegate/front.mjs' } as const;

interface Surroundings {
  readonly name: string;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly watch: HostWatch;
  /** What an unpacked release is, by what its entry file holds. */
  readonly releaseIn: (entry: string) => Pick<ReleaseFacts, 'plan' | 'id' | 'digest'> | undefined;
}

const FIRST_PID = 100;
const BEGINNING = 1_767_225_600_000;

/** One machine: its disk, its processes, and the sockets that they listen on. */
export class Host {
  readonly name: string;
  readonly layout: HostLayout;
  readonly disk = new Disk();
  readonly ledger: HostLedger;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly watch: HostWatch;
  readonly database = new DatabaseServer();
  /** By the name of their socket, which all stand in one folder. */
  readonly listeners = new Map<string, ReleaseProcess>();
  /** Milliseconds that the wall clock is wrong by. */
  clockOffset = 0;
  diskTrouble: { readonly code: string; left: number } | undefined;
  networkTrouble: { readonly how: 'drop' | 'delay' | 'double'; readonly until: number } | undefined;
  /** Instances that died, or hung, by themselves or by the schedule, since they were last seen to answer. */
  readonly mishaps = new Set<string>();
  fenceProblem: string | undefined;
  #fence = 0;
  #current: { readonly version: number; readonly link: Link | undefined } = { version: -1, link: undefined };
  readonly #releaseIn: Surroundings['releaseIn'];
  #processes = new Map<number, SimulatedProcess>();
  #nextPid = FIRST_PID;
  #boot = 1;

  constructor({ name, timeline, random, watch, releaseIn }: Surroundings) {
    this.name = name;
    this.timeline = timeline;
    this.random = random;
    this.watch = watch;
    this.#releaseIn = releaseIn;
    this.layout = hostLayout(`/srv/${name}`);
    this.ledger = new HostLedger(this.disk, this.layout.journal);
    this.disk.makeFolder('/srv');
    this.disk.syncFolder('/');
  }

  /** Milliseconds since 1970, as the machine believes; it begins in 2026, so that traces have dates. */
  get wallClock(): number {
    return Math.floor(BEGINNING + this.timeline.now + this.clockOffset);
  }

  get processes(): readonly SimulatedProcess[] {
    return [...this.#processes.values()];
  }

  /** Gives a process its id: they count up from each boot, so that one boot's are given again after the next. */
  spawn<Process extends SimulatedProcess>(make: (identity: ProcessIdentity) => Process): Process {
    const pid = this.#nextPid;
    this.#nextPid += 1;
    const process = make({ pid, startedAt: `${this.#boot}:${Math.floor(this.timeline.now)}` });
    this.#processes.set(pid, process);
    process.whenEnded(() => this.#processes.delete(pid));
    return process;
  }

  findProcess({ pid, startedAt }: ProcessIdentity): SimulatedProcess | undefined {
    const found = this.#processes.get(pid);
    return found?.identity.startedAt === startedAt ? found : undefined;
  }

  startDetached(argv: readonly string[]): SimulatedProcess {
    const [, program, service = ''] = argv;
    if (program !== PROGRAMS.keeper) throw new Error(`The simulated host has no program ${program}.`);
    return this.spawn((identity) => new KeeperProcess(identity, this, service));
  }

  /** What a keeper starts: the front, or a release as it stands unpacked on the disk. */
  startService(argv: readonly string[], env: Readonly<Record<string, string>>): SimulatedProcess {
    const [, program = ''] = argv;
    if (program === PROGRAMS.front) return this.spawn((identity) => new FrontProcess(identity, this, argv));
    const file = this.disk.find(program);
    const known = file?.kind === 'file' ? this.#releaseIn(file.bytes.toString()) : undefined;
    const facts = {
      ...(known ?? { plan: NO_RELEASE, id: '', digest: env['TIDEGATE_DIGEST'] as never }),
      configHash: env['TIDEGATE_CONFIG_HASH'] ?? '',
      socketPath: env['TIDEGATE_SOCKET'] ?? '',
    };
    return this.spawn((identity) => new ReleaseProcess(identity, this, facts));
  }

  /** What a request through the front would reach at this moment. */
  routedProcess(): ReleaseProcess | undefined {
    const link = this.#currentLink();
    return link === undefined ? undefined : this.listeners.get(link.target);
  }

  routedInstance(): string | undefined {
    const link = this.#currentLink();
    return link === undefined ? undefined : basename(link.target, '.sock');
  }

  instanceProcess(instance: string): ReleaseProcess | undefined {
    return this.listeners.get(`${instance}.sock`);
  }

  /** The product's own programs that run here. */
  programs(): Program[] {
    return this.processes.filter((process): process is Program => process instanceof Program);
  }

  keeperOf(service: string): KeeperProcess | undefined {
    const path = join(this.layout.run, service);
    return this.processes.find(
      (process): process is KeeperProcess => process instanceof KeeperProcess && process.service === path,
    );
  }

  /** The instances that run, whether or not they answer. */
  runningInstances(): string[] {
    const found = this.processes.flatMap((process) =>
      process instanceof ReleaseProcess ? [process.instance] : [],
    );
    return [...new Set(found)].sort();
  }

  get isFrontListening(): boolean {
    return this.processes.some((process) => process instanceof FrontProcess && process.isListening);
  }

  /** Whom the lock's file names, and what for. */
  lockOwner(): (ProcessIdentity & { readonly purpose: string }) | undefined {
    return this.#json(this.layout.lock) as (ProcessIdentity & { readonly purpose: string }) | undefined;
  }

  /** The number in the fence's file is looked at whenever it is replaced. */
  readFence(): void {
    const fence = this.#json(join(this.layout.root, 'fence')) as { readonly token: number } | undefined;
    const token = fence?.token ?? 0;
    if (token < this.#fence) this.fenceProblem = `the fence went from ${this.#fence} to ${token}`;
    this.#fence = token;
  }

  keeperStops(keeper: KeeperProcess): void {
    this.watch.stops(this, keeper);
  }

  /** Throws what the disk refuses at this moment. */
  assertDiskWorks(isWrite: boolean, path: string): void {
    const trouble = this.diskTrouble;
    if (trouble === undefined) return;
    if (!isWrite && (trouble.code === 'ENOSPC' || trouble.code === 'EROFS')) return;
    trouble.left -= 1;
    if (trouble.left <= 0) this.diskTrouble = undefined;
    throw systemError(trouble.code, path);
  }

  /** Write and rename, without any sync, as the keeper and the front do; `false` when the disk refuses. */
  replaceCarelessly(path: string, text: string): boolean {
    const isRefused = this.diskTrouble !== undefined && this.diskTrouble.code !== 'EMFILE';
    if (isRefused || this.disk.find(dirname(path))?.kind !== 'folder') return false;
    const draft = `${path}.careless`;
    const file = this.disk.openFile(draft, this.timeline.now);
    file.cut(0);
    file.append(Buffer.from(text));
    this.disk.rename(draft, path);
    return true;
  }

  /** Everything that runs is gone, and of the disk only what was durable is sure to be there. */
  losePower(random: Random): void {
    for (const process of this.processes) process.end('power-cut');
    this.#processes = new Map();
    this.listeners.clear();
    this.disk.losePower(random);
    this.#nextPid = FIRST_PID;
    this.#boot += 1;
    this.#fence = 0;
    this.readFence();
    this.ledger.readAnew();
  }

  /** Asked for after every turn, and looked up only when a name has changed. */
  #currentLink(): Link | undefined {
    const { version } = this.disk;
    if (this.#current.version !== version) {
      const node = this.disk.find(this.layout.currentSocket);
      this.#current = { version, link: node?.kind === 'link' ? node : undefined };
    }
    return this.#current.link;
  }

  #json(path: string): unknown {
    const node = this.disk.find(path);
    if (node?.kind !== 'file') return undefined;
    try {
      return JSON.parse(node.bytes.toString());
    } catch {
      return undefined;
    }
  }
}

/** What an entry file that is torn or empty makes: a program that ends at once. */
const NO_RELEASE: ReleaseFacts['plan'] = {
  behaviour: 'crashes-at-boot',
  workers: 1,
  migrations: 0,
  contract: 'unaware',
  hasMetrics: false,
};
