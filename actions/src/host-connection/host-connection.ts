import type { DeploymentEvent, DeploymentResult } from '../deployment/ports.ts';
import type { DeploymentRequest } from '../deployment/request.ts';
import type { Observation } from '../host-program/protocol.ts';
import type { LedgerEntry } from '../ledger/journal.ts';

/** One environment's host, as the pipeline sees it: here a child process, elsewhere the same program over SSH. */
export interface HostConnection {
  /** `confirm` is asked once the host awaits it; resolving to `false`, or throwing, makes the host revert. */
  deploy(
    request: DeploymentRequest,
    hooks: { onEvent: (event: DeploymentEvent) => void; confirm: () => Promise<boolean> },
  ): Promise<DeploymentResult>;
  observe(wish: { salt: string; databaseUrl?: string }): Promise<Observation>;
  /** The verified history; fails with `ledger-broken`. */
  ledger(): Promise<readonly LedgerEntry[]>;
  /** The names of what was stopped. */
  stop(): Promise<readonly string[]>;
}
