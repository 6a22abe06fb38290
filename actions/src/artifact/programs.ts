import { join, resolve } from 'node:path';
import type { ApplicationPolicy } from '../policy/schema.ts';
import { bundleApplication } from './bundle.ts';
import { packagesIn, type BundledPackage } from './bundled-packages.ts';
import * as layout from './layout.ts';
import { plainFile, type ArtifactFile } from './pack.ts';
import { describePackages } from './sbom.ts';

/** The two programs of an artifact, and the bill of the packages that are in them. `UserError` build-failed. */
export async function buildPrograms(facts: {
  root: string;
  application: ApplicationPolicy & { readonly checkConfig: string };
  identity: BundledPackage;
  entry: string | undefined;
}): Promise<readonly ArtifactFile[]> {
  const { root, application, identity } = facts;
  const workspace = join(root, application.workspace);
  const { outputs, metafile } = await bundleApplication(root, {
    [withoutExtension(layout.ENTRY_FILE)]: resolve(workspace, facts.entry ?? application.entry),
    [withoutExtension(layout.CHECK_CONFIG_FILE)]: resolve(workspace, application.checkConfig),
  });
  const packages = await packagesIn(metafile, root);
  const dependencies = packages.filter(({ name }) => name !== identity.name);
  return [
    ...[...outputs].map(([name, content]) => plainFile(name, content)),
    plainFile(layout.SBOM_FILE, describePackages(identity, dependencies)),
  ];
}

function withoutExtension(name: string): string {
  return name.replace(/\.mjs$/, '');
}
