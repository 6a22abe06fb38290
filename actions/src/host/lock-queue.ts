import { ignoreMissing } from '../errors.ts';
import { readOwner, type LockPorts, type Owner } from './lock-owner.ts';
import { replaceFile } from './replace-file.ts';

/** Who waits for the lock and goes before all others: a rollback. */
export class Queue {
  readonly #ports: LockPorts;
  readonly #mine: Owner;
  readonly #isFirst: boolean;
  #isWaiting = false;

  constructor(ports: LockPorts, mine: Owner, isFirst: boolean) {
    this.#ports = ports;
    this.#mine = mine;
    this.#isFirst = isFirst;
  }

  /** Another who goes before us; `undefined` when it is our turn to try. */
  async whoGoesFirst(): Promise<Owner | undefined> {
    if (this.#isFirst) return undefined;
    const { files, path, processes } = this.#ports;
    const first = await readOwner(files, this.#path(path));
    return first !== undefined && processes.isAlive(first) ? first : undefined;
  }

  async wait(): Promise<void> {
    if (!this.#isFirst || this.#isWaiting) return;
    this.#isWaiting = true;
    const { files, path } = this.#ports;
    await replaceFile(files, this.#path(path), { text: JSON.stringify(this.#mine), draft: this.#mine.nonce });
  }

  async leave(): Promise<void> {
    if (!this.#isWaiting) return;
    const { files, path } = this.#ports;
    const first = await readOwner(files, this.#path(path));
    if (first?.nonce === this.#mine.nonce) await files.unlink(this.#path(path)).catch(ignoreMissing);
  }

  #path(lock: string): string {
    return `${lock}.first`;
  }
}
