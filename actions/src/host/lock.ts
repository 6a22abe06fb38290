import { UserError } from '../errors.ts';
import { readFence, writeFence } from './fence.ts';
import { claim } from './lock-claim.ts';
import { ownerFor, readOwner, type LockPorts, type Owner } from './lock-owner.ts';
import { Queue } from './lock-queue.ts';

const POLL_MS = 200;
const BEAT_MS = 5000;
/** So many left out, and the owner is said to hang. */
const SILENT_BEATS = 4;

interface Wish {
  readonly purpose: string;
  /** Up to how long to wait for the lock; 0 refuses at once. */
  readonly waitMs: number;
  /** Goes before all others that wait. */
  readonly isFirst?: boolean;
}

/**
 * An environment's lock. Its owner is a process, known by id and start time; a dead owner's lock is taken over, one that
 * only seems to hang is not. Each owner has a larger token than all before it.
 */
export class Lock {
  readonly #ports: LockPorts;
  readonly #owner: Owner;
  readonly #released = new AbortController();
  #token = 0;

  private constructor(ports: LockPorts, owner: Owner) {
    this.#ports = ports;
    this.#owner = owner;
  }

  /** Fails with `already-running` when the lock is not free in time. */
  static async acquire(ports: LockPorts, wish: Wish): Promise<Lock> {
    const mine = ownerFor(ports, wish.purpose);
    const queue = new Queue(ports, mine, wish.isFirst === true);
    const deadline = ports.clock.monotonic() + wish.waitMs;
    try {
      for (;;) {
        const holder = (await queue.whoGoesFirst()) ?? (await claim(ports, mine));
        if (holder?.nonce === mine.nonce) return await new Lock(ports, mine).#begin();
        const isLate = ports.clock.monotonic() >= deadline;
        if (isLate && holder !== undefined) throw await heldBy(ports, holder);
        await queue.wait();
        await ports.clock.sleep(POLL_MS);
      }
    } finally {
      await queue.leave();
    }
  }

  /** Grows with each owner, where they are numbered. */
  get token(): number {
    return this.#token;
  }

  /** Makes the token larger than one that is known from elsewhere: the file that numbers owners may have been lost. */
  async outnumber(token: number): Promise<void> {
    if (this.#token <= token) await this.#takeNumber(token + 1);
  }

  /** Before every change: fails with `lock-lost` when another owner has taken over. */
  async assertHeld(): Promise<void> {
    const { files, path, fence } = this.#ports;
    const holder = await readOwner(files, path);
    const newest = fence === undefined ? undefined : await readFence(files, fence);
    const isNewest = fence === undefined || newest?.nonce === this.#owner.nonce;
    if (holder?.nonce === this.#owner.nonce && isNewest) return;
    const other = holder === undefined ? '' : `: process ${holder.pid} holds it for ${holder.purpose}`;
    throw new UserError({
      code: 'lock-lost',
      message: `The lock ${path}, which this command held with the token ${this.#token}, is not ours any more${other} (token ${newest?.token ?? 'unknown'}).`,
      remedy: 'Nothing more was changed. Look at `npm run status`, then run the command again.',
    });
  }

  /** Never fails: a lock that can’t be removed is a process’s that ends, and is taken over from the dead. */
  async release(): Promise<void> {
    this.#released.abort();
    const { files, path } = this.#ports;
    try {
      const holder = await readOwner(files, path);
      if (holder?.nonce === this.#owner.nonce) await files.unlink(path);
    } catch {
      // What was done under the lock is what counts, and is told.
    }
  }

  async #begin(): Promise<this> {
    const { files, fence } = this.#ports;
    try {
      if (fence !== undefined) await this.#takeNumber(((await readFence(files, fence))?.token ?? 0) + 1);
    } catch (error) {
      await this.release();
      throw error;
    }
    void this.#beat();
    return this;
  }

  async #takeNumber(token: number): Promise<void> {
    const { files, fence } = this.#ports;
    if (fence !== undefined) await writeFence(files, fence, { token, nonce: this.#owner.nonce });
    this.#token = token;
  }

  /** For people alone, and nothing is decided by it: whoever finds the lock held is told of the last sign of life. */
  async #beat(): Promise<void> {
    const { files, path } = this.#ports;
    while (await this.#isHeldAfterABeat()) await files.touch(path).catch(() => undefined);
  }

  async #isHeldAfterABeat(): Promise<boolean> {
    const { signal } = this.#released;
    await this.#ports.clock.sleep(BEAT_MS, signal).catch(() => undefined);
    return !signal.aborted;
  }
}

async function heldBy({ files, clock, path }: LockPorts, owner: Owner): Promise<UserError> {
  const beatAt = await files.modifiedAt(path).catch(() => clock.now());
  const silentFor = Math.max(0, Math.round((clock.now() - beatAt) / 1000));
  const isSilent = silentFor * 1000 > SILENT_BEATS * BEAT_MS;
  return new UserError({
    code: 'already-running',
    message: `Process ${owner.pid} holds this environment’s lock for ${owner.purpose}, since ${owner.since}; it gave its last sign of life ${silentFor} s ago.`,
    remedy: isSilent
      ? `It seems to hang. Look at it, end it if it does (kill ${owner.pid}), and run the command again: that puts right what it left.`
      : 'Wait until it has ended, then run the command again.',
  });
}
