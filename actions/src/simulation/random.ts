import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A generator of its own for each actor, named by labels: taking one actor out of a schedule then changes no draw of
 * another, which is what makes shrinking quick.
 */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(...labels: readonly (string | number)[]) {
    this.#generator = xoroshiro128plus(hashOf(labels.join('/')));
  }

  /** 0 to `below` - 1. */
  integer(below: number): number {
    return uniformInt(this.#generator, 0, below - 1);
  }

  between(least: number, most: number): number {
    return uniformInt(this.#generator, least, most);
  }

  chance(percent: number): boolean {
    return this.integer(100) < percent;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.integer(items.length)];
    if (item === undefined) throw new RangeError('expected something to pick from');
    return item;
  }
}

/** FNV-1a with the finish of MurmurHash3, so that neighbouring labels give unlike seeds. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
