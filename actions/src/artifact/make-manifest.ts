import { createHash } from 'node:crypto';
import { buildFailed } from './build-failed.ts';
import { CHECK_CONFIG_FILE, ENTRY_FILE, SBOM_FILE } from './layout.ts';
import {
  manifestSchema,
  mistakesIn,
  type ConfigurationContract,
  type Losses,
  type Manifest,
} from './manifest.ts';
import type { MigrationFile } from './migrations.ts';
import { NODE_MAJOR } from './node-major.ts';
import type { ArtifactFile } from './pack.ts';

/** The manifest of the files. `UserError` build-failed when they can't be an artifact: every reason at once. */
export function makeManifest(facts: {
  identity: { name: string; version: string };
  commit: string;
  sourceHash: string;
  schemaMin: number;
  /** Migrations to come that the code already bears; see `manifestSchema`. */
  tolerates?: readonly string[];
  migrations: readonly (MigrationFile & Partial<Losses>)[];
  contract: ConfigurationContract;
  files: readonly ArtifactFile[];
}): Manifest {
  const { identity, commit, sourceHash, schemaMin, tolerates = [], migrations, contract, files } = facts;
  const parsed = manifestSchema.safeParse({
    manifestVersion: 1,
    name: identity.name,
    version: identity.version,
    commit,
    sourceHash,
    nodeMajor: NODE_MAJOR,
    // Native code is never bundled, but may come with the packages of an adapted service.
    platform: files.some(({ path }) => path.endsWith('.node'))
      ? `${process.platform}-${process.arch}`
      : 'any',
    entry: ENTRY_FILE,
    checkConfig: CHECK_CONFIG_FILE,
    sbom: SBOM_FILE,
    schema: { min: schemaMin, max: migrations.length + tolerates.length, tolerates: unlessEmpty(tolerates) },
    migrations: migrations.map((file) => ({
      name: file.name,
      class: file.class,
      sha256: sha256Of(file.content),
      drops: unlessEmpty(file.drops),
      unsaved: unlessEmpty(file.unsaved),
    })),
    contract,
    files: files.map(({ path, content, executable }) => {
      return { path, bytes: content.length, sha256: sha256Of(content), executable };
    }),
  });
  if (parsed.success) return parsed.data;
  throw buildFailed({
    message: `What was built is not an artifact: ${mistakesIn(parsed.error)}.`,
    remedy: 'Correct the workspace’s package.json, the policy’s application section, or the extra files.',
    cause: parsed.error,
  });
}

function unlessEmpty<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list?.length === 0 ? undefined : list;
}

function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
