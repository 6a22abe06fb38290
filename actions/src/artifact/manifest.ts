import { z } from 'zod';
import { messageOf, UserError } from '../errors.ts';
import { parseDigest, type Digest } from '../release/release.ts';
import { MANIFEST_FILE } from './layout.ts';
import { contradictionsIn } from './manifest-rules.ts';

const digestSchema = z
  .string()
  .refine((text) => parseDigest(text) === text, 'expected 64 lower-case hexadecimal digits')
  .transform((text) => text as Digest);

/** `0001_what-it-does.sql`: the number is the schema version that the migration leads to. */
export const MIGRATION_NAME = /^\d{4}_[a-z0-9-]+\.sql$/;

/** What a migration does to the code that runs before it: see docs/migrations.md. */
export const MIGRATION_CLASSES = ['expand', 'backfill', 'contract', 'irreversible'] as const;
export type MigrationClass = (typeof MIGRATION_CLASSES)[number];

/** Without dots and quotes in a name, so that it can be taken apart again. */
const tableName = z.string().regex(/^[^."]+\.[^."]+$/, 'expected schema.table');
const columnNames = z.array(z.string().min(1)).min(1);

/**
 * What a migration takes away and what is saved before: a whole `table`, dropped `columns`, `rows` that are removed, or
 * `values` that are overwritten or converted.
 */
const dropSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('table'), table: tableName }),
  z.strictObject({ kind: z.literal('columns'), table: tableName, columns: columnNames }),
  z.strictObject({ kind: z.literal('rows'), table: tableName }),
  z.strictObject({ kind: z.literal('values'), table: tableName, columns: columnNames }),
]);
export type Drop = z.output<typeof dropSchema>;

export interface Losses {
  readonly drops: readonly Drop[];
  /** What no restore brings back, a sentence each. */
  readonly unsaved: readonly string[];
}

const contractVariable = z.strictObject({
  name: z.string(),
  required: z.boolean(),
  secret: z.boolean(),
  /** What kind of value: `url`, `port`, `duration`, `secret`, `choice` … */
  kind: z.string(),
  description: z.string(),
});

const shape = z.strictObject({
  manifestVersion: z.literal(1),
  name: z.string().min(1),
  version: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.+-]{0,39}$/),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** sha256 over the application's sources: ties the `tests` gate's evidence to what was built. */
  sourceHash: digestSchema,
  /** The lowest Node.js major version that the bundle may run on. */
  nodeMajor: z.int().positive(),
  /** `any`, or `<process.platform>-<process.arch>` where a dependency is native. */
  platform: z.string(),
  entry: z.string(),
  checkConfig: z.string(),
  sbom: z.string(),
  schema: z.strictObject({
    min: z.int().nonnegative(),
    max: z.int().nonnegative(),
    /** Migrations to come, by file name, that this code already bears: it no longer reads what they take away. */
    tolerates: z.array(z.string().regex(MIGRATION_NAME)).optional(),
  }),
  migrations: z.array(
    z.strictObject({
      /** File name below `migrations/`. */
      name: z.string().regex(MIGRATION_NAME),
      class: z.enum(MIGRATION_CLASSES),
      sha256: digestSchema,
      drops: z.array(dropSchema).optional(),
      unsaved: z.array(z.string()).optional(),
    }),
  ),
  contract: z.strictObject({ variables: z.array(contractVariable) }),
  files: z.array(
    z.strictObject({
      path: z.string(),
      bytes: z.int().nonnegative(),
      sha256: digestSchema,
      executable: z.boolean(),
    }),
  ),
});

/**
 * `manifest.json` at the artifact's root. It lists every other file; nothing that it does not list is unpacked.
 * A release runs on a live schema `version` whose last contract migration is `floor` when
 * `schema.min <= version` and `floor <= schema.max`.
 */
export const manifestSchema = shape.superRefine((manifest, context) => {
  for (const message of contradictionsIn(manifest)) context.addIssue({ code: 'custom', message });
});

export const contractSchema = shape.shape.contract;

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestFile = Manifest['files'][number];
export type ConfigurationContract = Manifest['contract'];

/** `UserError` manifest-invalid, with the first few mistakes, when the text is not a manifest. */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(messageOf(error), error);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw invalid(mistakesIn(parsed.error), parsed.error);
}

/** The first five mistakes: a hostile manifest may have a million. */
export function mistakesIn(error: z.ZodError): string {
  const lines = error.issues.slice(0, 5).map(({ path, message }) => {
    return path.length === 0 ? message : `${path.join('.')}: ${message}`;
  });
  return lines.join('; ');
}

function invalid(mistakes: string, cause: unknown): UserError {
  return new UserError({
    code: 'manifest-invalid',
    message: `The artifact’s ${MANIFEST_FILE} is not of the known form: ${mistakes}.`,
    remedy: 'Build the artifact again with this version of Tidegate.',
    cause,
  });
}
