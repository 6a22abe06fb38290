import type { ProcessIdentity } from '../../ports/processes.ts';

/** `stopped`: by a signal of another process; `own`: it died or exited by itself; the rest is the schedule's doing. */
export type EndCause = 'stopped' | 'own' | 'fault' | 'power-cut';

/** A process of a simulated host. */
export abstract class SimulatedProcess {
  readonly identity: ProcessIdentity;
  #endedBy: EndCause | undefined;
  readonly #heirs: (() => void)[] = [];

  constructor(identity: ProcessIdentity) {
    this.identity = identity;
  }

  get isAlive(): boolean {
    return this.#endedBy === undefined;
  }

  get endedBy(): EndCause | undefined {
    return this.#endedBy;
  }

  end(cause: EndCause): void {
    if (this.#endedBy !== undefined) return;
    this.#endedBy = cause;
    this.left();
    for (const heir of this.#heirs) heir();
  }

  whenEnded(heir: () => void): void {
    this.#heirs.push(heir);
  }

  abstract receive(signal: NodeJS.Signals): void;

  /** What the system takes back from a process that ended. */
  protected left(): void {
    // Most hold nothing.
  }
}
