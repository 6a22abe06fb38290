import { z } from 'zod';
import { releaseSchema, servedSchema } from '../ledger/events.ts';

/** Durations are milliseconds here: the policy's own units were read already. */
const watchSchema = z.object({
  window: z.number(),
  every: z.number(),
  minSamples: z.number(),
  maxErrorRatio: z.number(),
  p99Limit: z.number(),
  p99Ratio: z.number(),
  p99Floor: z.number(),
  significance: z.number(),
});

export const limitsSchema = z.object({
  readyWithin: z.number(),
  confirmWithin: z.number(),
  drain: z.number(),
  stopWithin: z.number(),
  keepReleases: z.number(),
  lock: z.enum(['refuse', 'queue']),
  queueWithin: z.number(),
});

export type Limits = z.output<typeof limitsSchema>;

const smokeSchema = z.object({
  path: z.string(),
  method: z.enum(['GET', 'POST']),
  body: z.json().optional(),
  status: z.number(),
});

/** What the host program is asked to do: it comes on standard input, since it holds the configuration's values. */
export const deploymentRequestSchema = z.object({
  /** Also a file name. */
  deployment: z.string().regex(/^[\w-]+$/),
  /** sha256 of the token that confirms it. */
  confirmHash: z.string(),
  kind: z.enum(['deploy', 'rollback']),
  candidate: servedSchema,
  /** The artifact on this host, for a release that isn't unpacked here already. */
  archive: z.string().optional(),
  /** The values behind the candidate's configuration hash, when this host doesn't have them already. */
  configuration: z.record(z.string(), z.string()).optional(),
  planHash: z.string(),
  /** The same request is carried out once. */
  request: z.string().optional(),
  reason: z.string().optional(),
  allowBad: z.boolean(),
  /** Goes on although nothing can be gone back to. */
  forwardOnly: z.boolean(),
  /** What the plan that was agreed to found here: when it is otherwise by now, nothing is done. */
  planned: z.object({ live: servedSchema.nullable(), revertTarget: servedSchema.nullable() }).optional(),
  limits: limitsSchema,
  watch: watchSchema,
  smoke: z.array(smokeSchema),
});
export type DeploymentRequest = z.output<typeof deploymentRequestSchema>;

/** What the host program is asked to try out: the revert of the release that serves to another, under traffic. */
export const rehearsalRequestSchema = z.object({
  rehearsal: z.string().regex(/^[\w-]+$/),
  /** Must be what serves. */
  candidate: releaseSchema,
  /** What a revert would go to where the candidate goes next. */
  from: releaseSchema,
  /** The artifact of `from` on this host. */
  archive: z.string().optional(),
  /** How long each of the three parts lasts, milliseconds. */
  partMs: z.number(),
  limits: limitsSchema,
  smoke: z.array(smokeSchema),
  /** What is asked beside them, and may store something. */
  traffic: z.array(smokeSchema),
});
export type RehearsalRequest = z.output<typeof rehearsalRequestSchema>;
