import { dirname } from 'node:path';
import { randomUUID } from 'node:crypto';
import { formatConfiguration, type Configuration } from '../configuration/environment-file.ts';
import { systemFiles } from '../ports/files.ts';

/** Leaves an environment's secrets on its own server, for the jobs that compare the next environment with it. */
export async function keepSecrets(path: string, values: Configuration): Promise<void> {
  const folder = dirname(path);
  const draft = `${path}.${randomUUID()}.draft`;
  await systemFiles.makeFolder(folder);
  await systemFiles.writeDurably(draft, formatConfiguration(values), 0o600);
  await systemFiles.rename(draft, path);
  await systemFiles.syncFolder(folder);
}
