/** Something that will happen. Taken back by `cancel`. */
export interface Due {
  readonly at: number;
  act: (() => void) | undefined;
}

/** The virtual clock, in milliseconds, and all that waits for it. Nothing here reads the real one. */
export class Timeline {
  /** The latest first, so that what is next stands at the end. */
  readonly #due: Due[] = [];
  #now = 0;
  #hasResumed = true;

  get now(): number {
    return this.#now;
  }

  after(milliseconds: number, act: () => void): Due {
    const due: Due = { at: this.#now + milliseconds, act };
    this.#due.splice(this.#placeFor(due.at), 0, due);
    return due;
  }

  /** Something that waited for a promise can go on: nothing else may happen before it has. */
  resumed(): void {
    this.#hasResumed = true;
  }

  /** Whether something could go on since this was asked for last. */
  takeResumed(): boolean {
    const has = this.#hasResumed;
    this.#hasResumed = false;
    return has;
  }

  cancel(due: Due): void {
    due.act = undefined;
  }

  /** Lets time go on to what is due next, and performs it; `false` when nothing is. */
  advance(): boolean {
    for (;;) {
      const due = this.#due.pop();
      if (due === undefined) return false;
      if (due.act === undefined) continue;
      this.#now = due.at;
      due.act();
      return true;
    }
  }

  /** Behind all that is due at the same time: the first to wait is the first to go. */
  #placeFor(at: number): number {
    let low = 0;
    let high = this.#due.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#due[middle];
      if (other !== undefined && other.at > at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Resolves when every promise that could go on has gone on. Node.js takes the queue of ticks up again only when V8's
 * queue of microtasks is empty, and a tick costs a third of a setImmediate (measured: 0.5 against 1.5 µs).
 */
export function drained(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
