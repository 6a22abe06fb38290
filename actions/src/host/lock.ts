import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isSystemError, UserError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import type { ProcessIdentity, Processes } from '../ports/processes.ts';

const ownerSchema = z.object({
  /** Proves ownership: two owners never have the same. */
  nonce: z.string(),
  pid: z.int(),
  startedAt: z.string(),
  purpose: z.string(),
  since: z.string(),
});
type Owner = z.output<typeof ownerSchema>;

interface LockPorts {
  readonly files: Files;
  readonly clock: Clock;
  readonly processes: Processes;
  readonly path: string;
}

const POLL_MS = 200;

/** An environment's lock. Its owner is a process, known by id and start time; a dead owner's lock is taken over. */
export class Lock {
  readonly #files: Files;
  readonly #path: string;
  readonly #owner: Owner;

  private constructor(ports: LockPorts, owner: Owner) {
    this.#files = ports.files;
    this.#path = ports.path;
    this.#owner = owner;
  }

  /** Waits up to `waitMs` for the lock; 0 refuses at once. Fails with `already-running`. */
  static async acquire(ports: LockPorts, wish: { purpose: string; waitMs: number }): Promise<Lock> {
    const { pid, startedAt } = ports.processes.self();
    const since = new Date(ports.clock.now()).toISOString();
    const mine: Owner = {
      nonce: randomBytes(8).toString('hex'),
      pid,
      startedAt,
      purpose: wish.purpose,
      since,
    };
    const deadline = ports.clock.monotonic() + wish.waitMs;
    for (;;) {
      const holder = await claim(ports, mine);
      if (holder.nonce === mine.nonce) return new Lock(ports, mine);
      if (ports.clock.monotonic() >= deadline) throw heldBy(holder);
      await ports.clock.sleep(POLL_MS);
    }
  }

  /** Before every change: fails with `lock-lost` when another owner has taken over. */
  async assertHeld(): Promise<void> {
    const holder = await readOwner(this.#files, this.#path);
    if (holder?.nonce === this.#owner.nonce) return;
    throw new UserError({
      code: 'lock-lost',
      message: `The lock ${this.#path} is not ours any more${holder === undefined ? '' : `: process ${holder.pid} holds it for ${holder.purpose}`}.`,
      remedy: 'Nothing more was changed. Look at `npm run status`, then run the command again.',
    });
  }

  async release(): Promise<void> {
    const holder = await readOwner(this.#files, this.#path);
    if (holder?.nonce === this.#owner.nonce) await this.#files.unlink(this.#path);
  }
}

/** Who owns the lock after our attempt: whatever was tried, what the file says then is what counts. */
async function claim(ports: LockPorts, mine: Owner): Promise<Owner> {
  const { files, path, processes } = ports;
  const draft = `${path}.${mine.nonce}`;
  try {
    await files.writeDurably(draft, JSON.stringify(mine), 0o600);
    if (await linkedTo(files, draft, path)) return mine;
    const holder = await readOwner(files, path);
    if (holder !== undefined && !isDead(processes, holder)) return holder;
    await replaceDead(ports, draft);
    return (await readOwner(files, path)) ?? holder ?? mine;
  } finally {
    await files.unlink(draft).catch(() => undefined);
    await files.syncFolder(dirname(path));
  }
}

/**
 * Only the process that links `<lock>.next` may rename it over a dead owner's lock. A claim whose own process died is
 * moved away first. Each of these may lose to a neighbour at any point, which leaves the lock with one whole owner.
 */
async function replaceDead({ files, path, processes }: LockPorts, draft: string): Promise<void> {
  const next = `${path}.next`;
  if (!(await linkedTo(files, draft, next))) {
    const claimant = await readOwner(files, next);
    if (claimant !== undefined && !isDead(processes, claimant)) return;
    await files.unlink(next).catch(ignoreMissing);
    return;
  }
  const holder = await readOwner(files, path);
  if (holder !== undefined && !isDead(processes, holder)) {
    await files.unlink(next).catch(ignoreMissing);
    return;
  }
  await files.rename(next, path).catch(ignoreMissing);
}

async function linkedTo(files: Files, from: string, to: string): Promise<boolean> {
  try {
    await files.link(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

async function readOwner(files: Files, path: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await files.readText(path)));
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || error instanceof SyntaxError || error instanceof z.ZodError)
      return undefined;
    throw error;
  }
}

function isDead(processes: Processes, owner: ProcessIdentity): boolean {
  return !processes.isAlive(owner);
}

function ignoreMissing(error: unknown): void {
  if (!isSystemError(error, 'ENOENT')) throw error;
}

function heldBy(owner: Owner): UserError {
  return new UserError({
    code: 'already-running',
    message: `Process ${owner.pid} holds this environment’s lock for ${owner.purpose}, since ${owner.since}.`,
    remedy: 'Wait until it has ended, then run the command again.',
  });
}
