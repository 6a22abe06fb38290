import type { Restored } from '../database/saved/restore.ts';
import type { SavedMigration } from '../database/saved/saved-migrations.ts';
import type { DeploymentEvent, DeploymentResult } from '../deployment/ports.ts';
import type { Rehearsal } from '../deployment/rehearse.ts';
import type { DeploymentRequest, Limits, RehearsalRequest } from '../deployment/request.ts';
import type { Resumed } from '../deployment/resume.ts';
import type { Observation } from '../host-program/protocol.ts';
import type { LedgerEntry } from '../ledger/journal.ts';
import type { Release } from '../release/release.ts';

/** One environment's host, as the pipeline sees it: here a child process, elsewhere the same program over SSH. */
export interface HostConnection {
  deploy(request: DeploymentOrder, hooks: DeploymentHooks): Promise<DeploymentResult>;
  /** Takes a deployment back whose own connection was lost: the host reverts at its next step, or at once when it waits. */
  abandon(deployment: string): Promise<void>;
  observe(wish: { salt: string; databaseUrl?: string }): Promise<Observation>;
  /** The verified history; fails with `ledger-broken`. */
  ledger(): Promise<readonly LedgerEntry[]>;
  /** The names of what was stopped. */
  stop(): Promise<readonly string[]>;
  /** Makes what is recorded as serving serve again, after a reboot or a stop. */
  resume(limits: Limits): Promise<Resumed>;
  /** Tries the revert to another release out, under traffic; fails with `rehearsal-impossible`. */
  rehearse(request: RehearsalRequest): Promise<Rehearsal>;
  /** What could be put back into the database; dates as ISO 8601. */
  saved(): Promise<readonly SavedMigration[]>;
  /** Puts back what a migration took away; fails with `nothing-saved` or `restore-refused`. */
  restore(wish: { limits: Limits; migration: string; reason: string }): Promise<Restored>;
  /** Takes a bad mark away; fails with `unknown-release` or `not-bad`. */
  clear(wish: { limits: Limits; release: string; reason: string }): Promise<Release>;
}

/** The connection itself makes the token, and keeps it to itself. */
export type DeploymentOrder = Omit<DeploymentRequest, 'confirmHash'>;

export interface DeploymentHooks {
  readonly onEvent: (event: DeploymentEvent) => void;
  /** Asked once the host awaits it; resolving to `false`, or throwing, makes the host revert. */
  readonly confirm: () => Promise<boolean>;
  /** Takes the deployment back: the host reverts, and that is then the result. */
  readonly signal?: AbortSignal;
}
