import { z } from 'zod';
import { parseDigest, type Digest } from '../release/release.ts';

const digest = z
  .string()
  .refine((text) => parseDigest(text) === text, 'expected a sha256')
  .transform((text) => text as Digest);

export const releaseSchema = z.object({ id: z.string(), version: z.string(), commit: z.string(), digest });

/** What an environment can serve: a release with the configuration that it ran with. */
export const servedSchema = z.object({ release: releaseSchema, configHash: z.string() });
export type Served = z.output<typeof servedSchema>;

export const OUTCOMES = ['deployed', 'unchanged', 'reverted', 'refused', 'frozen'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const STEPS = [
  'locked',
  'preflight',
  'staged',
  'migrated',
  'started',
  'proven',
  'switched',
  'watched',
  'confirmed',
] as const;
export type StepName = (typeof STEPS)[number];

const findingSchema = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
  place: z.string().optional(),
});

/** Milliseconds. `detect`, `decide` and `act` are there when something was reverted. */
export const timingsSchema = z.object({
  totalMs: z.number(),
  steps: z.partialRecord(z.enum(STEPS), z.number()),
  /** From the switch to the first look that saw the fault. */
  detectMs: z.number().optional(),
  /** From there to the decision. */
  decideMs: z.number().optional(),
  /** From the decision to the release before serving again. */
  actMs: z.number().optional(),
});
export type Timings = z.output<typeof timingsSchema>;

export const MARKS = ['good', 'bad', 'withdrawn'] as const;
export type Mark = (typeof MARKS)[number];

const started = z.object({
  type: z.literal('deployment-started'),
  deployment: z.string(),
  kind: z.enum(['deploy', 'rollback']),
  candidate: servedSchema,
  /** Written before anything changes, and never inferred later. */
  revertTarget: servedSchema.nullable(),
  /** The lock's fencing token: grows by one with each deployment. */
  token: z.int(),
  planHash: z.string(),
  /** sha256 of the token that alone confirms it. */
  confirmHash: z.string().default(''),
  /** The database's schema before anything changed; `null` when none could be read. */
  schema: z.object({ version: z.int(), floor: z.int() }).nullable().default(null),
  request: z.string().optional(),
  reason: z.string().optional(),
});

const stepFacts = { deployment: z.string(), step: z.enum(STEPS) };
const stepStarted = z.object({ type: z.literal('step-started'), ...stepFacts });
const stepFinished = z.object({
  type: z.literal('step-finished'),
  ...stepFacts,
  /** Of `migrated`: why the revert target can't run on the schema as it is since; without it, it can. */
  targetOutgrown: z.string().optional(),
});

const ended = z.object({
  type: z.literal('deployment-ended'),
  deployment: z.string(),
  outcome: z.enum(OUTCOMES),
  reasonCode: z.string(),
  summary: z.string(),
  findings: z.array(findingSchema),
  /** What serves from here on; `null` when nothing does. */
  live: servedSchema.nullable(),
  /** Marks given by this end, in the same line so that neither is there without the other. */
  marks: z.array(z.object({ digest, mark: z.enum(MARKS) })),
  timings: timingsSchema,
});

const cleared = z.object({ type: z.literal('mark-cleared'), digest, reason: z.string() });

const restored = z.object({
  type: z.literal('migration-restored'),
  migration: z.string(),
  reason: z.string(),
});

/** The revert of one release to another, tried out under traffic; the release that serves is the same as before. */
const rehearsed = z.object({
  type: z.literal('revert-rehearsed'),
  candidate: servedSchema,
  from: servedSchema,
  asked: z.int(),
  failed: z.int(),
  summary: z.string(),
});

export const ledgerEventSchema = z.discriminatedUnion('type', [
  started,
  stepStarted,
  stepFinished,
  ended,
  cleared,
  restored,
  rehearsed,
]);
export type LedgerEvent = z.output<typeof ledgerEventSchema>;
export type DeploymentStarted = z.output<typeof started>;
export type StepFinished = z.output<typeof stepFinished>;
export type DeploymentEnded = z.output<typeof ended>;
