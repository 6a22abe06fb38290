/** How many there are, and how many of them were reached. */
export interface Totals {
  readonly found: number;
  readonly hit: number;
}

/**
 * Counters of one kind (lines, say) in one file, as numbers and nothing else: sorted, each once, `2 × identity`, plus one if it
 * was reached. A line's identity is its number. Eight bytes each: a report of a million lines stays in 8 MB.
 */
export type Counters = Float64Array;

/** A growing list of marks, to be used again from file to file. */
export class Marks {
  #marks = new Float64Array(1024);
  #length = 0;

  add(identity: number, isHit: boolean): void {
    if (this.#length === this.#marks.length) {
      const larger = new Float64Array(this.#marks.length * 2);
      larger.set(this.#marks);
      this.#marks = larger;
    }
    this.#marks[this.#length] = identity * 2 + (isHit ? 1 : 0);
    this.#length += 1;
  }

  /** Takes what was added, and is empty again. What was added twice is one, reached if either was. */
  take(): Counters {
    const marks = this.#marks.subarray(0, this.#length);
    this.#length = 0;
    return unique(isAscending(marks) ? marks : marks.sort());
  }
}

/** Reached where either was. */
export function mergeCounters(left: Counters, right: Counters): Counters {
  const both = new Float64Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return unique(both.sort());
}

export function totalsOf(counters: Counters): Totals {
  let hit = 0;
  for (const mark of counters) hit += mark % 2;
  return { found: counters.length, hit };
}

/** Whether a line was reached; `undefined` for one that has no counter. */
export function isHitAt(counters: Counters, identity: number): boolean | undefined {
  let [low, high] = [0, counters.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((counters[middle] ?? 0) < identity * 2) low = middle + 1;
    else high = middle;
  }
  const mark = counters[low];
  return mark === undefined || Math.floor(mark / 2) !== identity ? undefined : mark % 2 === 1;
}

function isAscending(marks: Float64Array): boolean {
  for (let at = 1; at < marks.length; at += 1) if ((marks[at] ?? 0) <= (marks[at - 1] ?? 0)) return false;
  return true;
}

/** Of two marks of one identity the second, which is the one that was reached, if any was. */
function unique(sorted: Float64Array): Counters {
  const kept = new Float64Array(sorted.length);
  let length = 0;
  for (const mark of sorted) {
    const last = kept[length - 1];
    if (length > 0 && last !== undefined && Math.floor(last / 2) === Math.floor(mark / 2)) length -= 1;
    kept[length] = mark;
    length += 1;
  }
  return length === kept.length ? kept : kept.slice(0, length);
}
