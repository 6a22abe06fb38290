import { configurationHash, parseConfiguration } from '../configuration/environment-file.ts';
import type { Instance } from '../host/layout.ts';
import type { DeploymentPorts } from './ports.ts';

type Damages = Pick<DeploymentPorts['artifacts'], 'damages'>;

/** What of an instance is no longer as it was when it was staged: its files, or its configuration; empty when it is whole. */
export async function damagesOf(
  { files, artifacts }: { readonly files: DeploymentPorts['files']; readonly artifacts: Damages },
  instance: Instance,
): Promise<readonly string[]> {
  const { releaseFolder } = instance;
  if (!(await files.exists(releaseFolder))) return [`${releaseFolder} is gone`];
  const damages = await artifacts.damages(releaseFolder);
  const damage = await configurationDamage(files, instance);
  return damage === undefined ? damages : [...damages, damage];
}

export async function configurationDamage(
  files: DeploymentPorts['files'],
  { configFile, served }: Instance,
): Promise<string | undefined> {
  if (!(await files.exists(configFile))) return `${configFile} is gone`;
  const found = configurationHash(parseConfiguration(await files.readText(configFile)));
  return found === served.configHash ? undefined : `${configFile} was changed`;
}
