import { Marks, type Counters } from '../counters.ts';
import { identityOf } from '../identity.ts';
import { indexOfComma, integerIn } from './bytes.ts';

/**
 * The functions of one source file: declared by `FN`, counted by `FNDA`; since lcov 2.2 by `FNA` in one. A name that is there
 * twice (two constructors, say) means two functions, in the same order in both lists.
 */
export class LcovFunctions {
  readonly #marks = new Marks();
  readonly #declared = new Map<number, number>();
  readonly #counted = new Map<number, number>();

  /** `FN:<line>,[<last line>,]<name>`. Gives whether it could be understood, as do the others. */
  declare(bytes: Buffer, from: number, end: number): boolean {
    const comma = indexOfComma(bytes, from, end);
    const next = indexOfComma(bytes, comma + 1, end);
    const hasEnd = next < end && integerIn(bytes, comma + 1, next) >= 0;
    return (
      comma < end &&
      integerIn(bytes, from, comma) >= 0 &&
      this.#add(this.#declared, identityOf(bytes, (hasEnd ? next : comma) + 1, end), false)
    );
  }

  /** `FNDA:<count>,<name>` */
  count(bytes: Buffer, from: number, end: number): boolean {
    const comma = indexOfComma(bytes, from, end);
    const count = integerIn(bytes, from, comma);
    return (
      comma < end && count >= 0 && this.#add(this.#counted, identityOf(bytes, comma + 1, end), count > 0)
    );
  }

  /** `FNA:<index>,<count>,<name>` */
  countByIndex(bytes: Buffer, from: number, end: number): boolean {
    const comma = indexOfComma(bytes, from, end);
    return integerIn(bytes, from, comma) >= 0 && this.count(bytes, comma + 1, end);
  }

  take(): Counters {
    this.#declared.clear();
    this.#counted.clear();
    return this.#marks.take();
  }

  #add(seen: Map<number, number>, name: number, isHit: boolean): boolean {
    const occurrence = seen.get(name) ?? 0;
    seen.set(name, occurrence + 1);
    // 2^52 names, of which the next one is as good as any other.
    this.#marks.add((name + occurrence) % 2 ** 52, isHit);
    return true;
  }
}
