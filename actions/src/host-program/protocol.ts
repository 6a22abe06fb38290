import { z } from 'zod';
import { deploymentRequestSchema } from '../deployment/request.ts';
import type { DeploymentEvent, DeploymentResult } from '../deployment/ports.ts';
import type { Served, DeploymentEnded, DeploymentStarted } from '../ledger/events.ts';
import type { LedgerEntry } from '../ledger/journal.ts';

/** Where a host keeps one environment, and the programs that it runs there. */
const placeSchema = z.object({
  root: z.string(),
  port: z.int(),
  programs: z.object({ keeper: z.string(), front: z.string() }),
});
export type HostPlace = z.output<typeof placeSchema>;

/** The first line of the host program's standard input. `confirm` may follow as a second. */
export const hostCommandSchema = z.discriminatedUnion('command', [
  z.object({ command: z.literal('deploy'), place: placeSchema, request: deploymentRequestSchema }),
  z.object({
    command: z.literal('observe'),
    place: placeSchema,
    /** Key of the HMACs that stand for the live configuration's values. */
    salt: z.string(),
    /** The database whose schema version is asked for. */
    databaseUrl: z.string().optional(),
  }),
  z.object({ command: z.literal('ledger'), place: placeSchema }),
  z.object({ command: z.literal('stop'), place: placeSchema }),
]);
export type HostCommand = z.output<typeof hostCommandSchema>;

export const confirmationSchema = z.object({ confirm: z.string() });

/** What an environment's host says of itself. */
export interface Observation {
  readonly live: Served | null;
  readonly since: string | null;
  /** Where a rollback would go. */
  readonly previous: Served | null;
  readonly releases: readonly {
    readonly served: Served;
    readonly mark: string | null;
    readonly isUnpacked: boolean;
  }[];
  readonly lastDeployment: {
    readonly started: DeploymentStarted;
    readonly startedAt: string;
    readonly ended: DeploymentEnded | null;
  } | null;
  /** Requests that were carried out, and what each led to. */
  readonly requests: readonly { readonly request: string; readonly candidate: Served }[];
  /** What is recorded as live is what `current.sock` leads to, it answers ready, and the front serves. */
  readonly isHealthy: boolean;
  readonly isFrontServing: boolean;
  /** The live configuration's names, each with the salted HMAC of its value: shows what differs, and no value. */
  readonly configuration: Readonly<Record<string, string>>;
  /** The number of the newest migration in the database; `null` when none was asked for or it doesn't answer. */
  readonly schemaVersion: number | null;
}

/** The lines of its standard output. */
export type HostMessage =
  | { readonly kind: 'event'; readonly event: DeploymentEvent }
  | { readonly kind: 'deployed'; readonly result: DeploymentResult }
  | { readonly kind: 'observed'; readonly observation: Observation }
  | { readonly kind: 'ledger'; readonly entries: readonly LedgerEntry[] }
  | { readonly kind: 'stopped'; readonly names: readonly string[] }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly remedy: string };
