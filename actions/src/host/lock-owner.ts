import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import type { Processes } from '../ports/processes.ts';
import { readRecord } from './read-record.ts';

const ownerSchema = z.object({
  /** Proves ownership: two owners never have the same. */
  nonce: z.string(),
  pid: z.int(),
  startedAt: z.string(),
  purpose: z.string(),
  since: z.string(),
});
export type Owner = z.output<typeof ownerSchema>;

/** A lock is a file at `path`; another at `fence` numbers its owners, where their order matters. */
export interface LockPorts {
  readonly files: Files;
  readonly clock: Clock;
  readonly processes: Processes;
  readonly path: string;
  readonly fence?: string;
}

export function ownerFor({ processes, clock }: LockPorts, purpose: string): Owner {
  const { pid, startedAt } = processes.self();
  const since = new Date(clock.now()).toISOString();
  return { nonce: randomBytes(8).toString('hex'), pid, startedAt, purpose, since };
}

/** `undefined` where there is no owner, or a torn one. */
export function readOwner(files: Files, path: string): Promise<Owner | undefined> {
  return readRecord(files, path, ownerSchema);
}
