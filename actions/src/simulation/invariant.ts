import type { DeploymentResult } from '../deployment/ports.ts';
import type { LedgerEvent } from '../ledger/events.ts';
import type { Facts } from './facts.ts';
import type { Host } from './host/host.ts';
import type { KeeperProcess } from './host/keeper-process.ts';
import type { Program } from './host/program.ts';
import type { ReleaseProcess } from './host/release-process.ts';

export interface Switch {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly by: Program;
}

/** What a command tells when it has done what it was asked for. */
export type Done =
  | { readonly kind: 'deployed'; readonly result: DeploymentResult }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'cleared'; readonly digest: string }
  | { readonly kind: 'restored'; readonly migration: string }
  | { readonly kind: 'rehearsed'; readonly problems: readonly string[]; readonly from: string };

/** How a command ended; `rejected` is an error that is a bug of ours. No other program runs on the host when it was alone. */
export type CommandEnd =
  | { readonly kind: 'done'; readonly done: Done; readonly isAlone: boolean }
  | { readonly kind: 'rejected'; readonly error: string };

/** Something that always holds, whatever is done to a host. Each hook says what is wrong, or nothing. */
export interface Invariant {
  readonly name: string;
  /** After each turn of anything. */
  readonly always?: (host: Host, before: ReleaseProcess | undefined) => string | undefined;
  readonly switched?: (host: Host, change: Switch, facts: Facts) => string | undefined;
  readonly written?: (host: Host, event: LedgerEvent, facts: Facts) => string | undefined;
  /** The host's database has had that migration. */
  readonly migrated?: (host: Host, migration: string, facts: Facts) => string | undefined;
  readonly stopping?: (host: Host, keeper: KeeperProcess) => string | undefined;
  readonly ended?: (host: Host, end: CommandEnd, facts: Facts) => string | undefined;
  /** After all faults ceased and the last command was given again; its results, in order. */
  readonly settled?: (host: Host, results: readonly DeploymentResult[], facts: Facts) => string | undefined;
}

/** Somebody has ordered that nothing runs here any more. */
export function isStopped(host: Host): boolean {
  return host.lockOwner()?.purpose === 'stop';
}

/** A revert is tried out: users are sent back and forth without a line of the journal for each time. */
export function isRehearsing(host: Host): boolean {
  return host.lockOwner()?.purpose.startsWith('rehearse ') === true;
}
