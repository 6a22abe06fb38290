import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { adapterPrograms } from '../../adapter/programs.ts';
import { SERVICE_FOLDER, SETTINGS_FILE, type AdapterSettings } from '../../adapter/settings.ts';
import type { AdaptedService } from '../../policy/schema.ts';
import { buildFailed } from '../build-failed.ts';
import type { BundledPackage } from '../bundled-packages.ts';
import * as layout from '../layout.ts';
import { plainFile, type ArtifactFile } from '../pack.ts';
import { describePackages } from '../sbom.ts';
import { compiledName, isTypeScript } from './entry-name.ts';
import { installedPackages } from './installed-packages.ts';
import { serviceFiles } from './service-files.ts';

/** The policy gives every environment its NODE_ENV, and what a service is made of reads it. */
const NODE_ENV: AdapterSettings['variables'][number] = {
  name: 'NODE_ENV',
  required: true,
  secret: false,
  kind: 'choice',
  description: 'development, staging or production',
};

interface Wish {
  readonly root: string;
  readonly workspace: string;
  readonly entry: string;
  readonly service: AdaptedService;
  readonly identity: BundledPackage;
}

/**
 * A service as it is, its packages, the adapter that starts it, and the bill of the packages. Nothing of it is bundled: it finds
 * its files where it looks for them. `UserError` build-failed, program-missing.
 */
export async function buildAdapted(wish: Wish): Promise<readonly ArtifactFile[]> {
  const { root, workspace, entry, service, identity } = wish;
  const packages = await installedPackages({ root, workspace });
  const files = await serviceFiles({ workspace, service, packages });
  const settings: AdapterSettings = {
    entry: compiledName(entry),
    arguments: service.arguments,
    nodeFlags: service.nodeFlags,
    health: service.health,
    port: service.port,
    variables: [NODE_ENV, ...service.variables.filter(({ name }) => name !== NODE_ENV.name)],
  };
  const compiled = isTypeScript(entry) ? [await compiledEntry(wish, settings.entry)] : [];
  assertEntry(wish, [...files, ...compiled]);
  return [
    ...files.filter(({ path }) => !compiled.some((each) => each.path === path)),
    ...compiled,
    ...[...(await adapterPrograms())].map(([name, content]) => plainFile(name, content)),
    plainFile(SETTINGS_FILE, `${JSON.stringify(settings, null, 2)}\n`),
    plainFile(layout.SBOM_FILE, describePackages(identity, unique(packages.map((each) => each.identity)))),
  ];
}

/** The compiler is loaded where there is something to compile: an action of its own has none beside it. */
async function compiledEntry({ workspace, entry }: Wish, name: string): Promise<ArtifactFile> {
  const { compileEntry } = await import('./compile-entry.ts');
  return plainFile(`${SERVICE_FOLDER}/${name}`, await compileEntry(workspace, entry));
}

function assertEntry({ workspace, entry }: Wish, files: readonly ArtifactFile[]): void {
  const path = `${SERVICE_FOLDER}/${compiledName(entry)}`;
  if (files.some((file) => file.path === path)) return;
  const isThere = existsSync(join(workspace, entry));
  throw buildFailed({
    message: `Expected the entry ${entry} among the files that are shipped; it is ${isThere ? 'left out' : 'not there'}.`,
    remedy: isThere
      ? 'Name it, or its folder, under application.service.built: git ignores it.'
      : 'Correct application.entry, or name the script that makes it under application.service.build.',
  });
}

function unique(packages: readonly BundledPackage[]): BundledPackage[] {
  const byId = new Map(packages.map((each) => [`${each.name}@${each.version}`, each]));
  return [...byId.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
