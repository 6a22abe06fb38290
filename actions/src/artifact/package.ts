import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { checkMigrations } from '../database/migrations/check.ts';
import { findLosses } from '../database/migrations/losses/find-losses.ts';
import { UserError } from '../errors.ts';
import type { AdaptedService, ApplicationPolicy } from '../policy/schema.ts';
import { buildFailed } from './build-failed.ts';
import { readPackage, type BundledPackage } from './bundled-packages.ts';
import { checkedOutCommit } from './commit.ts';
import { buildAdapted } from './adapted/build-adapted.ts';
import { runBuild } from './adapted/run-build.ts';
import { readContract } from './contract.ts';
import { ecosystemFile } from './ecosystem.ts';
import * as layout from './layout.ts';
import { makeManifest } from './make-manifest.ts';
import type { Manifest } from './manifest.ts';
import { readMigrations } from './migrations.ts';
import { packFiles, plainFile, writeFiles, type ArtifactFile } from './pack.ts';
import { hashSources } from './source-hash.ts';
import { storeArtifact } from './store-artifact.ts';
import type { StoredArtifact } from './store.ts';

export interface PackageRequest {
  /** The repository: bundles name their sources relative to it. */
  readonly root: string;
  readonly application: ApplicationPolicy;
  /** The folder of artifacts. */
  readonly store: string;
  /** A program to build in place of the policy's: absolute, or below the workspace. */
  readonly entry?: string;
  /** Shipped as they are, beside what is built. */
  readonly extraFiles?: readonly ArtifactFile[];
  readonly progress?: (line: string) => void;
}

export interface PackagedArtifact extends StoredArtifact {
  /** The size of the archive. */
  readonly bytes: number;
}

/**
 * Builds the application once: bundles, migrations, software bill of materials and manifest in one archive, stored under
 * its digest. The same commit gives the same bytes in any folder, for any user. `UserError` build-failed or
 * migration-class-missing.
 */
export async function packageApplication(request: PackageRequest): Promise<PackagedArtifact> {
  const root = await realpath(request.root);
  const staging = await mkdtemp(join(tmpdir(), 'tidegate-package-'));
  try {
    const { manifest, files } = await build({ ...request, root, staging });
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    request.progress?.(`Packing ${files.length + 1} files`);
    const archive = await packFiles([plainFile(layout.MANIFEST_FILE, text), ...files], staging);
    return { ...(await storeArtifact(request.store, archive, manifest)), bytes: archive.length };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function build(
  request: PackageRequest & { staging: string },
): Promise<{ manifest: Manifest; files: readonly ArtifactFile[] }> {
  const { root, application, staging, progress } = request;
  const workspace = join(root, application.workspace);
  const identity = await applicationPackage(workspace, application);
  const migrationsFolder = await checkedMigrations(workspace, application);
  if (application.service?.build !== undefined) {
    progress?.(`Running the script ${application.service.build}`);
    await runBuild({ root, workspace, script: application.service.build });
  }
  progress?.(
    `${application.adapter === undefined ? 'Bundling' : 'Gathering'} ${identity.name} ${identity.version}`,
  );
  const [migrations, sourceHash, commit] = await Promise.all([
    migrationsFolder === undefined ? [] : readMigrations(migrationsFolder),
    hashSources(workspace),
    checkedOutCommit(root),
  ]);
  const programs = await programsOf(request, { workspace, identity });
  progress?.('Asking the built configuration check for its contract');
  await writeFiles(programs, staging);
  const contract = await readContract(join(staging, layout.CHECK_CONFIG_FILE));
  const files = [
    ...programs,
    ...migrations.map(({ name, content }) => plainFile(`${layout.MIGRATIONS_FOLDER}/${name}`, content)),
    plainFile(layout.ECOSYSTEM_FILE, ecosystemFile(identity.name)),
    ...(request.extraFiles ?? []),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const { schemaMin, tolerates } = application;
  const withLosses = await findLosses(migrations);
  const facts = { identity, commit, sourceHash, schemaMin, tolerates, contract, files };
  return { manifest: makeManifest({ ...facts, migrations: withLosses }), files };
}

/** What is bundled needs the bundler, which is loaded for it alone. */
async function programsOf(
  { root, application, entry }: PackageRequest,
  { workspace, identity }: { workspace: string; identity: BundledPackage },
): Promise<readonly ArtifactFile[]> {
  const { service, checkConfig } = application;
  if (application.adapter !== undefined)
    return buildAdapted({
      root,
      workspace,
      entry: entry === undefined ? application.entry : relative(workspace, resolve(workspace, entry)),
      service: service ?? NO_WISHES,
      identity,
    });
  if (checkConfig === undefined) throw new Error('a policy without adapter has its checkConfig');
  const { buildPrograms } = await import('./programs.ts');
  return buildPrograms({ root, application: { ...application, checkConfig }, identity, entry });
}

const NO_WISHES: AdaptedService = { arguments: [], nodeFlags: [], built: [], leaveOut: [], variables: [] };

/** A service that is never published often has no version. */
async function applicationPackage(
  workspace: string,
  { adapter }: ApplicationPolicy,
): Promise<BundledPackage> {
  const found = await readPackage(workspace);
  if (found !== undefined) return found;
  if (adapter !== undefined && existsSync(join(workspace, 'package.json')))
    return { name: 'service', version: '0.0.0', licence: undefined };
  throw buildFailed({
    message: `Expected a package.json with a name and a version in ${workspace}, found none.`,
    remedy: 'Add them, or correct application.workspace in the policy.',
  });
}

async function checkedMigrations(
  workspace: string,
  { migrations }: ApplicationPolicy,
): Promise<string | undefined> {
  if (migrations === undefined) return undefined;
  const folder = join(workspace, migrations);
  assertMigrationsFolder(folder);
  await assertHonestMigrations(folder);
  return folder;
}

/** A mistyped folder would ship an artifact without its migrations. */
function assertMigrationsFolder(folder: string): void {
  if (existsSync(folder)) return;
  throw buildFailed({
    message: `There is no folder of migrations at ${folder}.`,
    remedy: 'Make it, empty if there are none yet, or correct application.migrations in the policy.',
  });
}

/** A migration that takes away more than it declares would be run as harmless. */
async function assertHonestMigrations(folder: string): Promise<void> {
  const findings = await checkMigrations({ folder });
  const [first] = findings;
  if (first === undefined) return;
  throw new UserError({
    code: first.code,
    message: findings.map(({ place, message }) => `${place ?? folder}: ${message}`).join('\n'),
    remedy: [...new Set(findings.flatMap(({ remedy }) => remedy ?? []))].join('\n'),
  });
}
