import { kept, room } from './slab.ts';

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
    if (this.#length === this.#marks.length) this.#marks = doubled(this.#marks);
    this.#marks[this.#length] = identity * 2 + (isHit ? 1 : 0);
    this.#length += 1;
  }

  /** Takes what was added, and is empty again. What was added twice is one, reached if either was. */
  take(): Counters {
    const marks = this.#marks.subarray(0, this.#length);
    this.#length = 0;
    if (!isInOrder(marks)) marks.sort();
    return kept(marks.subarray(0, withoutRepeats(marks)));
  }
}

function doubled(marks: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(marks.length * 2);
  larger.set(marks);
  return larger;
}

/** Reached where either was. */
export function mergeCounters(left: Counters, right: Counters): Counters {
  const merged = room(left.length + right.length);
  let length = 0;
  let at = 0;
  let other = 0;
  while (at < left.length && other < right.length) {
    const one = left[at] ?? 0;
    const two = right[other] ?? 0;
    const isSame = isOneIdentity(one, two);
    merged[length] = isSame ? Math.max(one, two) : Math.min(one, two);
    length += 1;
    if (isSame || one < two) at += 1;
    if (isSame || two < one) other += 1;
  }
  merged.set(left.subarray(at), length);
  merged.set(right.subarray(other), length + left.length - at);
  length += left.length - at + right.length - other;
  return kept(merged.subarray(0, length));
}

/** Two marks of one identity differ by one at most, and the lower one is even. */
function isOneIdentity(one: number, two: number): boolean {
  const lower = Math.min(one, two);
  const apart = Math.max(one, two) - lower;
  return apart === 0 || (apart === 1 && lower % 2 === 0);
}

export function totalsOf(counters: Counters): Totals {
  let hit = 0;
  let at = counters.length;
  // Iterators of typed arrays make an object for each of a million numbers.
  while (at > 0) hit += (counters[(at -= 1)] ?? 0) % 2;
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

function isInOrder(marks: Float64Array): boolean {
  for (let at = 1; at < marks.length; at += 1) if ((marks[at] ?? 0) < (marks[at - 1] ?? 0)) return false;
  return true;
}

/**
 * Moves what is there once to the front, and gives how much that is. Of marks of one identity the last one stays, which is the
 * one that was reached, if any was.
 */
function withoutRepeats(sorted: Float64Array): number {
  let length = 0;
  let last = -1;
  let at = 0;
  while (at < sorted.length) {
    const mark = sorted[at] ?? 0;
    const identity = Math.floor(mark / 2);
    if (identity !== last) length += 1;
    sorted[length - 1] = mark;
    last = identity;
    at += 1;
  }
  return length;
}
