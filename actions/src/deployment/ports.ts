import type { Configuration } from '../configuration/environment-file.ts';
import type { Restored } from '../database/saved/restore.ts';
import type { SavedMigration } from '../database/saved/saved-migrations.ts';
import type { Front } from '../front/embedded-front.ts';
import type { HostLayout } from '../host/layout.ts';
import type { Manifest } from '../artifact/manifest.ts';
import type { LiveSchema } from '../database/migrations/schema.ts';
import type { Outcome, Served, StepName, Timings } from '../ledger/events.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import type { Network } from '../ports/network.ts';
import type { Processes } from '../ports/processes.ts';
import type { Digest } from '../release/release.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { ReasonCode } from '../reason-codes.ts';

/** Everything that a deployment touches. A simulation gives others than the real ones. */
export interface DeploymentPorts {
  readonly layout: HostLayout;
  readonly files: Files;
  readonly clock: Clock;
  readonly processes: Processes;
  readonly network: Network;
  readonly supervisor: Supervisor;
  readonly front: Front;
  readonly artifacts: Artifacts;
  readonly database: Database;
  readonly contract: Contract;
}

export interface Artifacts {
  /** Proves the bytes, then unpacks into a folder that must not be there yet. */
  open(wish: { archive: string; digest: Digest; into: string }): Promise<Manifest>;
  /** What of an unpacked release is no longer as its manifest says; empty when it is intact. */
  damages(folder: string): Promise<readonly string[]>;
}

export interface Database {
  /** Fails with `database-unreachable`. */
  check(url: string): Promise<void>;
  /** What migrations the database has had. Fails with `database-unreachable`. */
  schema(url: string): Promise<LiveSchema>;
  /**
   * Brings the schema to what the folder's migrations lead to, and saves first what they take away; returns those it
   * applied.
   */
  migrate(wish: { url: string; folder: string; losses: Manifest['migrations'] }): Promise<readonly string[]>;
  /** What was saved before migrations took it away, the newest first. */
  saved(url: string): Promise<readonly SavedMigration[]>;
  /** Puts that back, and takes the migration off the record. Fails with `nothing-saved` or `restore-refused`. */
  restore(wish: { url: string; migration: string }): Promise<Restored>;
}

export interface Contract {
  /** Runs the artifact's own configuration contract; what it refuses, never with a value. */
  problems(wish: { program: string; configuration: Configuration }): Promise<readonly Finding[]>;
}

/** What the caller hears while a deployment runs. */
export type DeploymentEvent =
  | {
      readonly kind: 'step';
      readonly step: StepName;
      readonly state: 'begun' | 'done';
      readonly note?: string;
    }
  | { readonly kind: 'progress'; readonly step: StepName; readonly note: string }
  | { readonly kind: 'reverting'; readonly reasonCode: ReasonCode; readonly summary: string }
  | { readonly kind: 'awaiting-confirmation'; readonly deployment: string };

/** The caller of a deployment hears of it; it may be gone at any time. */
export interface Caller {
  tell(event: DeploymentEvent): void;
}

export interface DeploymentResult {
  readonly outcome: Outcome;
  readonly reasonCode: ReasonCode;
  readonly summary: string;
  readonly findings: readonly Finding[];
  readonly live: Served | null;
  readonly previous: Served | null;
  readonly timings: Timings;
}
