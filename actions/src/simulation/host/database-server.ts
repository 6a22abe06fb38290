import type { LiveSchema } from '../../database/migrations/schema.ts';

/** A host's PostgreSQL: what it remembers, which no power cut takes away. */
export class DatabaseServer {
  /** Virtual time from which on it answers. */
  downUntil = 0;
  /** By file name. */
  readonly #applied = new Set<string>();
  readonly #contracts = new Set<string>();

  schema(): LiveSchema {
    const contracts = [...this.#contracts].sort().map((name) => name.replace('.sql', ''));
    return { version: highest(this.#applied), floor: highest(this.#contracts), contracts };
  }

  /** `false` when it was there before. */
  apply(name: string, { takesAway }: { takesAway: boolean }): boolean {
    if (this.#applied.has(name)) return false;
    this.#applied.add(name);
    if (takesAway) this.#contracts.add(name);
    return true;
  }

  /** `false` when nothing of it was saved, or something newer stands in its way. */
  putBack(name: string): boolean {
    if (Number(name.slice(0, 4)) !== highest(this.#contracts)) return false;
    this.#contracts.delete(name);
    this.#applied.delete(name);
    return true;
  }
}

function highest(names: ReadonlySet<string>): number {
  return Math.max(0, ...[...names].map((name) => Number(name.slice(0, 4))));
}
