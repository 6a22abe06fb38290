import { z } from 'zod';
import type { Manifest } from '../artifact/manifest.ts';
import type { LiveSchema } from '../database/migrations/schema.ts';
import type { Restored } from '../database/saved/restore.ts';
import type { SavedMigration } from '../database/saved/saved-migrations.ts';
import type { DeploymentEvent, DeploymentResult } from '../deployment/ports.ts';
import type { Rehearsal } from '../deployment/rehearse.ts';
import { deploymentRequestSchema, limitsSchema, rehearsalRequestSchema } from '../deployment/request.ts';
import type { Resumed } from '../deployment/resume.ts';
import type { Served, DeploymentEnded, DeploymentStarted } from '../ledger/events.ts';
import type { LedgerEntry } from '../ledger/journal.ts';
import type { Release } from '../release/release.ts';

/** Where a host keeps one environment, and the programs that it runs there. */
const placeSchema = z.object({
  root: z.string(),
  port: z.int(),
  programs: z.object({ keeper: z.string(), front: z.string() }),
});
export type HostPlace = z.output<typeof placeSchema>;

/** The first line of the host program's standard input. */
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
  /** For a deployment whose own connection was lost. */
  z.object({ command: z.literal('confirm'), place: placeSchema, deployment: z.string(), token: z.string() }),
  z.object({ command: z.literal('abandon'), place: placeSchema, deployment: z.string() }),
  /** After a reboot: what is recorded as serving is made to serve. */
  z.object({ command: z.literal('resume'), place: placeSchema, limits: limitsSchema }),
  z.object({ command: z.literal('rehearse'), place: placeSchema, request: rehearsalRequestSchema }),
  z.object({ command: z.literal('saved'), place: placeSchema }),
  z.object({
    command: z.literal('restore'),
    place: placeSchema,
    limits: limitsSchema,
    migration: z.string(),
    reason: z.string(),
  }),
  z.object({
    command: z.literal('clear'),
    place: placeSchema,
    limits: limitsSchema,
    release: z.string(),
    reason: z.string(),
  }),
]);
export type HostCommand = z.output<typeof hostCommandSchema>;

/** What may follow a `deploy` on standard input. That it ends says nothing: a connection may be lost and made again. */
export const answerSchema = z.union([
  z.object({ confirm: z.string().describe('The token.') }),
  z.object({ abandon: z.literal(true) }),
]);
export type AnswerLine = z.output<typeof answerSchema>;

/** What an environment's host says of itself. */
export interface Observation {
  readonly live: Served | null;
  readonly since: string | null;
  /** Where a rollback would go. */
  readonly previous: Served | null;
  readonly releases: readonly {
    readonly served: Served;
    readonly mark: string | null;
    /** The larger, the newer; 0 for one that never served. */
    readonly order: number;
    /** What it runs on; `null` when it is no longer unpacked here. */
    readonly schema: Manifest['schema'] | null;
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
  /** What migrations the database has had; `null` when none was asked for or it doesn't answer. */
  readonly schema: LiveSchema | null;
}

/** The lines of its standard output. */
export type HostMessage =
  | { readonly kind: 'event'; readonly event: DeploymentEvent }
  | { readonly kind: 'deployed'; readonly result: DeploymentResult }
  | { readonly kind: 'observed'; readonly observation: Observation }
  | { readonly kind: 'ledger'; readonly entries: readonly LedgerEntry[] }
  | { readonly kind: 'stopped'; readonly names: readonly string[] }
  | { readonly kind: 'answered' }
  | { readonly kind: 'resumed'; readonly resumed: Resumed }
  | { readonly kind: 'rehearsed'; readonly rehearsal: Rehearsal }
  | { readonly kind: 'saved'; readonly saved: readonly SavedMigration[] }
  | { readonly kind: 'restored'; readonly restored: Restored }
  | { readonly kind: 'cleared'; readonly release: Release }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly remedy: string };
