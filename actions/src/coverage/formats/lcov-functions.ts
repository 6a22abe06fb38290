import { Marks, type Counters } from '../counters.ts';
import { identityOfText } from '../identity.ts';

/**
 * The functions of one source file: declared by `FN`, counted by `FNDA`; since lcov 2.2 by `FNA` in one. A name that is there
 * twice (two constructors, say) means two functions, in the same order in both lists.
 */
export class LcovFunctions {
  readonly #marks = new Marks();
  readonly #declared = new Map<string, number>();
  readonly #counted = new Map<string, number>();

  /** Whether it could be understood. */
  read(kind: string, value: string): boolean {
    switch (kind) {
      case 'FN':
        return this.#add(this.#declared, /^(\d+),(?:\d+,)?(.*)$/s.exec(value), false);
      case 'FNDA':
        return this.#add(this.#counted, /^(\d+),(.*)$/s.exec(value));
      case 'FNA':
        return this.#add(this.#counted, /^\d+,(\d+),(.*)$/s.exec(value));
      default:
        return false;
    }
  }

  take(): Counters {
    this.#declared.clear();
    this.#counted.clear();
    return this.#marks.take();
  }

  #add(seen: Map<string, number>, match: RegExpExecArray | null, isHit?: boolean): boolean {
    const [, count, name] = match ?? [];
    if (name === undefined) return false;
    const occurrence = seen.get(name) ?? 0;
    seen.set(name, occurrence + 1);
    this.#marks.add(identityOfText(`${occurrence} ${name}`), isHit ?? Number(count) > 0);
    return true;
  }
}
