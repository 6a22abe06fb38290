/** 1 MiB: what is cut from one costs a hundredth of an array of its own, of which a large report would need ten thousand. */
const LENGTH = 131_072;

let slab = new Float64Array(LENGTH);
let used = 0;
let scratch = new Float64Array(LENGTH);

/** A copy that nobody else writes to. */
export function kept(numbers: Float64Array): Float64Array {
  if (numbers.length > LENGTH / 8) return numbers.slice();
  if (used + numbers.length > LENGTH) [slab, used] = [new Float64Array(LENGTH), 0];
  const copy = slab.subarray(used, used + numbers.length);
  copy.set(numbers);
  used += numbers.length;
  return copy;
}

/** Room for so many numbers, until it is asked for again. */
export function room(length: number): Float64Array {
  if (scratch.length < length) scratch = new Float64Array(length);
  return scratch;
}
