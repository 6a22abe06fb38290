import { basename } from 'node:path/posix';
import type { ProcessIdentity } from '../../ports/processes.ts';
import type { Digest } from '../../release/release.ts';
import type { ReleasePlan } from '../schedule/schedule.ts';
import type { Random } from '../random.ts';
import type { Timeline } from '../timeline.ts';
import { SimulatedProcess } from './simulated-process.ts';

export interface ReleaseFacts {
  readonly plan: ReleasePlan;
  readonly id: string;
  readonly digest: Digest;
  readonly configHash: string;
  readonly socketPath: string;
}

export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly afterMs: number;
      readonly readyWorker?: number;
    }
  | { readonly kind: 'silence' };

/** What it uses of its host. */
interface ReleaseHost {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly listeners: Map<string, ReleaseProcess>;
  readonly mishaps: Set<string>;
  routedProcess(): ReleaseProcess | undefined;
}

const SLOW_MS = 900;

/** A release that runs: its boot, its answers and its death, as its plan says. */
export class ReleaseProcess extends SimulatedProcess {
  readonly facts: ReleaseFacts;
  readonly instance: string;
  readonly #host: ReleaseHost;
  #isListening = false;
  #isReady = false;
  #isHanging = false;
  #isDraining = false;
  #asked = 0;
  #served = 0;

  constructor(identity: ProcessIdentity, host: ReleaseHost, facts: ReleaseFacts) {
    super(identity);
    this.#host = host;
    this.facts = facts;
    this.instance = basename(facts.socketPath, '.sock');
    const { timeline, random } = host;
    timeline.after(random.between(5, 60), () => {
      if (this.isAlive) this.#listen();
    });
  }

  get #plan(): ReleasePlan {
    return this.facts.plan;
  }

  /** Whether a user's request would be answered by it. */
  get isAnswering(): boolean {
    return this.isAlive && this.#isListening && !this.#isHanging;
  }

  get isReady(): boolean {
    return this.isAnswering && this.#isReady && !this.#isDraining;
  }

  ask(path: string): Answer {
    if (this.#isHanging) return { kind: 'silence' };
    if (path === '/health/ready') return this.#readiness();
    if (path === '/metrics') return this.#metrics();
    return this.#work();
  }

  override receive(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL') this.end('stopped');
    if (signal !== 'SIGTERM' || this.#plan.behaviour === 'ignores-sigterm' || this.#isHanging) return;
    this.#isDraining = true;
    this.#after(this.#host.random.between(5, 60), () => {
      this.end('stopped');
    });
  }

  protected override left(): void {
    const { listeners } = this.#host;
    if (listeners.get(`${this.instance}.sock`) === this) listeners.delete(`${this.instance}.sock`);
    if (this.endedBy !== 'stopped') this.#host.mishaps.add(this.instance);
  }

  #listen(): void {
    if (this.#plan.behaviour === 'crashes-at-boot') {
      this.end('own');
      return;
    }
    this.#isListening = true;
    this.#host.listeners.set(`${this.instance}.sock`, this);
    this.#after(this.#host.random.between(1, 60), () => {
      this.#isReady = true;
    });
    const untilTrouble = this.#host.random.between(200, 1500);
    if (this.#plan.behaviour === 'dies-after-a-while') {
      this.#after(untilTrouble, () => {
        this.end('own');
      });
    }
    if (this.#plan.behaviour === 'hangs-after-a-while') {
      this.#after(untilTrouble, () => {
        this.#isHanging = true;
        this.#host.mishaps.add(this.instance);
      });
    }
  }

  #after(milliseconds: number, act: () => void): void {
    this.#host.timeline.after(milliseconds, () => {
      if (this.isAlive) act();
    });
  }

  #readiness(): Answer {
    const { plan, id, digest, configHash } = this.facts;
    const index = this.#asked % plan.workers;
    this.#asked += 1;
    const isOdd = index === plan.workers - 1;
    const isUnready =
      !this.#isReady ||
      this.#isDraining ||
      plan.behaviour === 'never-ready' ||
      (plan.behaviour === 'one-worker-unready' && isOdd);
    const isImpostor = plan.behaviour === 'impostor' || (plan.behaviour === 'one-worker-impostor' && isOdd);
    const worker = { pid: this.identity.pid * 10 + index, index, count: plan.workers };
    const body = JSON.stringify({
      status: isUnready ? 'starting' : 'ready',
      releaseId: id,
      digest: isImpostor ? 'f'.repeat(64) : digest,
      configHash,
      worker,
    });
    const isTrue = !isUnready && !isImpostor;
    return {
      kind: 'answer',
      status: isUnready ? 503 : 200,
      body,
      afterMs: 0,
      ...(isTrue ? { readyWorker: index } : {}),
    };
  }

  #work(): Answer {
    this.#served += 1;
    const { behaviour } = this.#plan;
    const isCurrent = this.#host.routedProcess() === this;
    const fails = behaviour === 'smoke-fails' || (behaviour === 'fails-when-current' && isCurrent);
    const isSlow = behaviour === 'slow-when-current' && isCurrent;
    return { kind: 'answer', status: fails ? 500 : 200, body: '', afterMs: isSlow ? SLOW_MS : 2 };
  }

  #metrics(): Answer {
    if (!this.#plan.hasMetrics) return { kind: 'answer', status: 404, body: '', afterMs: 0 };
    const labels = 'method="GET",route="/",status="200"';
    const name = 'http_request_duration_seconds';
    const lines = ['0.1', '+Inf'].map((bound) => `${name}_bucket{${labels},le="${bound}"} ${this.#served}`);
    return {
      kind: 'answer',
      status: 200,
      body: `${lines.join('\n')}\n${name}_count{${labels}} ${this.#served}\n`,
      afterMs: 0,
    };
  }
}
