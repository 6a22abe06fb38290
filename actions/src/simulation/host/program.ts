import type { ProcessIdentity } from '../../ports/processes.ts';
import { systemError } from '../disk/system-error.ts';
import type { Random } from '../random.ts';
import type { Timeline } from '../timeline.ts';
import { SimulatedProcess } from './simulated-process.ts';

interface Surroundings {
  readonly timeline: Timeline;
  readonly random: Random;
  /** Told before an operation takes effect, and after: either may kill or pause the program. */
  readonly onTurn: (program: Program, when: 'before' | 'after') => void;
  readonly tell: (program: Program, what: string) => void;
}

/**
 * A host program: the product's own code, whose every operation waits for its turn. One that was killed gets no turn
 * any more, so that not even its `finally` blocks run.
 */
export class Program extends SimulatedProcess {
  readonly name: string;
  /** Workers of an instance that gave this program a true answer that they are ready. */
  readonly proofs = new Map<string, Set<number>>();
  /** Done as soon as it goes on to something else: then it believes that what it did before is durable. */
  whenItGoesOn: (() => void) | undefined;
  readonly #surroundings: Surroundings;
  #operations = 0;
  #pausedUntil = 0;

  constructor(identity: ProcessIdentity, name: string, surroundings: Surroundings) {
    super(identity);
    this.name = name;
    this.#surroundings = surroundings;
  }

  get operations(): number {
    return this.#operations;
  }

  get random(): Random {
    return this.#surroundings.random;
  }

  /** Does something in its turn, after a time that is drawn; most calls are quick and a few are slow. */
  perform<Result>(what: string, act: () => Result): Promise<Result> {
    this.#goOn(what);
    return new Promise((resolve, reject) => {
      this.#later(this.#latency(), () => {
        this.#turn(what, () => {
          try {
            const result = act();
            return () => {
              resolve(result);
            };
          } catch (error) {
            this.#surroundings.tell(this, `  refused: ${String(error)}`);
            return () => {
              reject(Error.isError(error) ? error : new Error(String(error)));
            };
          }
        });
      });
    });
  }

  /** Lets virtual time pass. Rejects as soon as the signal is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const { timeline } = this.#surroundings;
    return new Promise((resolve, reject) => {
      const due = timeline.after(Math.max(milliseconds, 0), () => {
        signal?.removeEventListener('abort', giveUp);
        this.#unlessPaused(() => {
          timeline.resumed();
          resolve();
        });
      });
      function giveUp(): void {
        timeline.cancel(due);
        reject(systemError('ABORT_ERR', 'the wait'));
      }
      if (signal?.aborted === true) giveUp();
      else signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** As SIGSTOP, and SIGCONT when the time is over. */
  pause(milliseconds: number): void {
    this.#pausedUntil = this.#surroundings.timeline.now + milliseconds;
  }

  override receive(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.end('stopped');
  }

  #goOn(what: string): void {
    // A sign of life comes from beside, and the folder's sync belongs to the write.
    if (this.whenItGoesOn === undefined || what.startsWith('touch') || what.startsWith('syncfolder')) return;
    this.whenItGoesOn();
    this.whenItGoesOn = undefined;
  }

  #later(milliseconds: number, act: () => void): void {
    this.#surroundings.timeline.after(milliseconds, () => {
      this.#unlessPaused(act);
    });
  }

  #unlessPaused(act: () => void): void {
    if (!this.isAlive) return;
    const left = this.#pausedUntil - this.#surroundings.timeline.now;
    if (left > 0) this.#later(left, act);
    else act();
  }

  #turn(what: string, act: () => () => void): void {
    const { onTurn, tell } = this.#surroundings;
    this.#operations += 1;
    onTurn(this, 'before');
    this.#unlessPaused(() => {
      tell(this, what);
      const goOn = act();
      onTurn(this, 'after');
      if (!this.isAlive) return;
      this.#surroundings.timeline.resumed();
      goOn();
    });
  }

  #latency(): number {
    const { random } = this.#surroundings;
    const kind = random.integer(100);
    if (kind < 90) return random.between(5, 50) / 100;
    return kind < 98 ? random.between(1, 20) : random.between(30, 150);
  }
}
