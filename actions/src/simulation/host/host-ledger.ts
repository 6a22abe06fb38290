import { GENESIS, type ChainLink } from '../../ledger/chain.ts';
import type { DeploymentEnded, DeploymentStarted, LedgerEvent, Mark, Served } from '../../ledger/events.ts';
import type { Disk } from '../disk/disk.ts';

export interface Unfinished {
  readonly started: DeploymentStarted;
  /** Those that began. */
  readonly steps: Set<string>;
  isConfirmed: boolean;
  /** Its revert target can’t run on the schema. */
  isTargetOutgrown: boolean;
}

/**
 * What a host's journal says at this moment, read by the simulator itself: the product's own reading of it is one of
 * the things that are looked at.
 */
export class HostLedger {
  readonly #disk: Disk;
  readonly #path: string;
  #text = '';
  #read = 0;
  links: ChainLink<LedgerEvent>[] = [];
  /** Lines that their writer knows to be durable. */
  acknowledged = 0;
  problem: string | undefined;
  tokenProblem: string | undefined;
  /** Why a mark should not have been taken away, when one was. */
  markProblem: string | undefined;
  /** Why a line should not have been written, when one was. */
  overtaken: string | undefined;
  live: Served | undefined;
  unfinished: Unfinished | undefined;
  readonly marks = new Map<string, Mark>();
  readonly started = new Map<string, DeploymentStarted>();
  readonly ended = new Map<string, DeploymentEnded>();

  constructor(disk: Disk, path: string) {
    this.#disk = disk;
    this.#path = path;
  }

  /** Takes in whole lines that were added; returns their events. */
  readOn(): readonly LedgerEvent[] {
    const node = this.#disk.find(this.#path);
    const bytes = node?.kind === 'file' ? node.bytes : Buffer.alloc(0);
    if (bytes.length < this.#read) return this.readAnew();
    const end = bytes.lastIndexOf(10) + 1;
    if (end <= this.#read) return [];
    this.#text = bytes.subarray(this.#read, end).toString();
    this.#read = end;
    return this.#text
      .split('\n')
      .slice(0, -1)
      .flatMap((line) => this.#take(line));
  }

  /** After a truncation or a power cut. Remembers how many lines were acknowledged, and says if one is gone. */
  readAnew(): readonly LedgerEvent[] {
    const before = this.links.slice(0, this.acknowledged);
    this.#read = 0;
    this.links = [];
    this.live = undefined;
    this.unfinished = undefined;
    for (const known of [this.marks, this.started, this.ended]) known.clear();
    const node = this.#disk.find(this.#path);
    const events = node === undefined ? [] : this.readOn();
    const lost = before.find(({ hash }, index) => this.links[index]?.hash !== hash);
    if (lost !== undefined) this.problem ??= `line ${lost.sequence} was acknowledged and is gone`;
    return events;
  }

  #take(line: string): readonly LedgerEvent[] {
    const last = this.links.at(-1);
    let link: ChainLink<LedgerEvent>;
    try {
      link = JSON.parse(line) as ChainLink<LedgerEvent>;
    } catch {
      this.problem ??= `line ${this.links.length + 1} is no JSON: ${line.slice(0, 60)}`;
      return [];
    }
    // That the hash is right is proven by the product itself, whenever it reads the journal again.
    if (link.previous !== (last?.hash ?? GENESIS)) {
      this.problem ??= `line ${this.links.length + 1} does not follow the line before it`;
    }
    this.links.push(link);
    this.#fold(link.event);
    return [link.event];
  }

  #fold(event: LedgerEvent): void {
    if (event.type === 'deployment-started') this.#begin(event);
    else if (event.type === 'deployment-ended') this.#end(event);
    else if (event.type === 'mark-cleared') this.#clear(event.digest);
    else if (event.type === 'step-started' || event.type === 'step-finished') this.#step(event);
  }

  #begin(event: DeploymentStarted): void {
    if (this.unfinished !== undefined) this.overtaken = `${this.unfinished.started.deployment} has not ended`;
    const before = [...this.started.values()].at(-1);
    if (before !== undefined && before.token >= event.token) {
      this.tokenProblem = `${event.deployment} has the token ${event.token}, and ${before.deployment} had ${before.token}`;
    }
    this.started.set(event.deployment, event);
    this.unfinished = { started: event, steps: new Set(), isConfirmed: false, isTargetOutgrown: false };
  }

  #clear(digest: string): void {
    const mark = this.marks.get(digest);
    if (mark !== 'bad')
      this.markProblem = `${digest.slice(0, 8)} was cleared, and was ${mark ?? 'not marked'}`;
    this.marks.delete(digest);
  }

  #step(event: Extract<LedgerEvent, { step: string }>): void {
    const { unfinished } = this;
    if (unfinished?.started.deployment !== event.deployment) {
      this.overtaken = `${unfinished?.started.deployment ?? 'none'} is under way`;
      return;
    }
    if (event.type === 'step-started') unfinished.steps.add(event.step);
    else if (event.step === 'confirmed') unfinished.isConfirmed = true;
    else if (event.targetOutgrown !== undefined) unfinished.isTargetOutgrown = true;
  }

  #end(event: DeploymentEnded): void {
    const current = this.unfinished?.started.deployment;
    if (current !== event.deployment) this.overtaken = `${current ?? 'none'} is under way`;
    this.ended.set(event.deployment, event);
    this.unfinished = undefined;
    this.live = event.live ?? undefined;
    for (const { digest, mark } of event.marks) this.marks.set(digest, mark);
  }
}
