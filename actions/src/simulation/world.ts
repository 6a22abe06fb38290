import type { DeploymentPorts } from '../deployment/ports.ts';
import type { LedgerEvent } from '../ledger/events.ts';
import type { Facts } from './facts.ts';
import { Host, type HostWatch } from './host/host.ts';
import type { KeeperProcess } from './host/keeper-process.ts';
import { Program } from './host/program.ts';
import type { ReleaseProcess } from './host/release-process.ts';
import { isStopped, type CommandEnd, type Invariant } from './invariant.ts';
import { INVARIANTS } from './invariants.ts';
import { Random } from './random.ts';
import { simulatedRelease, type SimulatedRelease } from './releases.ts';
import type { Fault, FaultyProgram, Schedule, Trouble } from './schedule/schedule.ts';
import { Timeline } from './timeline.ts';

/** A way to break the product: what stands between it and the world. */
export type Spoil = (ports: DeploymentPorts, seat: { host: Host; program: Program }) => DeploymentPorts;

export interface Violation {
  readonly invariant: string;
  readonly host: string;
  readonly message: string;
}

/** All hosts of a schedule, what they share, and what is known of them. */
export class World implements HostWatch {
  readonly timeline = new Timeline();
  readonly releases: readonly SimulatedRelease[];
  readonly hosts: readonly Host[];
  readonly spoil: Spoil;
  /** Deployments whose own confirmation was sent. */
  readonly confirmed = new Set<string>();
  readonly faults = new Map<Trouble['kind'], number>();
  operations = 0;
  violation: Violation | undefined;
  /** What happened, a line each; nothing is kept where it is not asked for. */
  readonly trace: string[] | undefined;
  /** All faults have ceased. */
  isCalm = false;
  /** Of programs that nobody gave a command for, until one of them takes them. */
  faultsToCome = new Set<Fault>();
  /** A host has its power again. */
  whenBooted: (host: Host) => void = () => undefined;
  readonly #answeredBefore = new Map<Host, ReleaseProcess>();
  readonly #facts: Facts;
  readonly #seed: string;

  constructor(schedule: Schedule, { spoil, isTraced }: { spoil: Spoil; isTraced: boolean }) {
    this.#seed = schedule.seed;
    this.spoil = spoil;
    this.trace = isTraced ? [] : undefined;
    this.releases = schedule.releases.map((plan, index) => simulatedRelease(plan, index));
    const byDigest = new Map(this.releases.map((release) => [release.release.digest as string, release]));
    this.#facts = {
      confirmed: this.confirmed,
      behaviourOf: (digest) => byDigest.get(digest)?.plan.behaviour,
      behaviours: schedule.releases.map(({ behaviour }) => behaviour),
      workersOf: (digest) => byDigest.get(digest)?.plan.workers ?? 1,
      contractOf: (instance) =>
        this.releases.find(({ release }) => instance.startsWith(`${release.id}.`))?.plan.contract,
    };
    this.hosts = Array.from({ length: schedule.hosts }, (_, index) => this.#host(`host${index}`));
  }

  /** A host program, with a generator of its own. */
  program(host: Host, name: string, onTurn: (program: Program, when: 'before' | 'after') => void): Program {
    const { timeline } = this;
    const random = new Random(this.#seed, host.name, name);
    return host.spawn(
      (identity) =>
        new Program(identity, name, {
          timeline,
          random,
          onTurn,
          tell: (program, what) => {
            this.operations += 1;
            if (this.trace !== undefined)
              this.tell(`${host.name} ${program.name} #${program.operations} ${what}`);
          },
        }),
    );
  }

  random(...labels: string[]): Random {
    return new Random(this.#seed, ...labels);
  }

  takeFaults(program: FaultyProgram): readonly Fault[] {
    const taken = [...this.faultsToCome].filter(({ command }) => command === program);
    for (const fault of taken) this.faultsToCome.delete(fault);
    return taken;
  }

  tell(what: string): void {
    if (this.trace === undefined) return;
    // The names of drafts, of a lock or an answer, are all that is not drawn from the seed.
    this.trace.push(
      `${this.timeline.now.toFixed(2)} ${what}`.replace(
        /\.[0-9a-f]{16}\b|\.[0-9a-f]{8}$|answers\.[0-9a-f]{8}/g,
        '.~',
      ),
    );
  }

  /** Virtual time passes for whoever is no program. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.timeline.after(milliseconds, () => {
        this.timeline.resumed();
        resolve();
      });
    });
  }

  /** After each turn of anything. */
  look(): void {
    for (const host of this.hosts) {
      const before = this.#answeredBefore.get(host);
      const routed = host.routedProcess();
      for (const { name, always } of ALWAYS) {
        const message = always(host, before);
        if (message !== undefined) this.blame({ invariant: name, host: host.name, message });
      }
      if (routed?.isAnswering === true) {
        if (routed === before) continue;
        host.mishaps.delete(routed.instance);
        this.#answeredBefore.set(host, routed);
      } else if (before !== undefined) this.#answeredBefore.delete(host);
    }
  }

  switched(host: Host, { from, by }: { from: string | undefined; by: Program }): void {
    const change = { from, to: host.routedInstance(), by };
    this.#ask(host, ({ switched }) => switched?.(host, change, this.#facts));
  }

  stops(host: Host, keeper: KeeperProcess): void {
    if (isStopped(host)) host.mishaps.add(keeper.instance);
    this.#ask(host, ({ stopping }) => stopping?.(host, keeper));
  }

  journalChanged(host: Host): void {
    for (const event of host.ledger.readOn()) {
      if (this.trace !== undefined) this.tell(`${host.name} journal: ${lineOf(event)}`);
      this.#ask(host, ({ written }) => written?.(host, event, this.#facts));
    }
  }

  fenceChanged(host: Host): void {
    host.readFence();
  }

  migrated(host: Host, migration: string): void {
    this.#ask(host, ({ migrated }) => migrated?.(host, migration, this.#facts));
  }

  ended(host: Host, end: CommandEnd): void {
    this.#ask(host, ({ ended }) => ended?.(host, end, this.#facts));
  }

  settled(host: Host, results: Parameters<NonNullable<Invariant['settled']>>[1]): void {
    this.#ask(host, ({ settled }) => settled?.(host, results, this.#facts));
  }

  blame(violation: Violation): void {
    this.violation ??= violation;
  }

  #ask(host: Host, hook: (invariant: Invariant) => string | undefined): void {
    if (this.violation !== undefined) return;
    for (const invariant of INVARIANTS) {
      const message = hook(invariant);
      if (message !== undefined) this.blame({ invariant: invariant.name, host: host.name, message });
    }
  }

  #host(name: string): Host {
    const byEntry = new Map(this.releases.map((release) => [`release ${release.release.digest}`, release]));
    return new Host({
      name,
      timeline: this.timeline,
      random: this.random(name),
      watch: this,
      releaseIn(entry) {
        const found = byEntry.get(entry);
        return found === undefined
          ? undefined
          : { plan: found.plan, id: found.release.id, digest: found.release.digest };
      },
    });
  }
}

/** Asked after every turn: gathered once. */
const ALWAYS = INVARIANTS.flatMap(({ name, always }) => (always === undefined ? [] : [{ name, always }]));

function lineOf(event: LedgerEvent): string {
  switch (event.type) {
    case 'deployment-started':
      return `${event.deployment} begins: ${event.kind} ${event.candidate.release.id}, would revert to ${event.revertTarget?.release.id ?? 'nothing'}, token ${event.token}`;
    case 'deployment-ended':
      return `${event.deployment} ends: ${event.outcome} (${event.reasonCode}), live ${event.live?.release.id ?? 'nothing'}, ${event.summary}`;
    case 'step-started':
    case 'step-finished':
      return `${event.deployment} ${event.type} ${event.step}`;
    case 'mark-cleared':
      return `${event.type} ${event.digest.slice(0, 8)}`;
    case 'migration-restored':
    case 'revert-rehearsed':
      return event.type;
  }
}
