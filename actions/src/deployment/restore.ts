import { parseConfiguration } from '../configuration/environment-file.ts';
import type { Restored } from '../database/saved/restore.ts';
import type { SavedMigration } from '../database/saved/saved-migrations.ts';
import { UserError } from '../errors.ts';
import { instanceOf } from '../host/layout.ts';
import { readJournal } from '../ledger/journal.ts';
import { environmentState, type EnvironmentState } from '../ledger/state.ts';
import { inEnvironment } from './environment.ts';
import type { DeploymentPorts } from './ports.ts';
import { leaveRehearsal } from './repair.ts';
import type { Limits } from './request.ts';

/** What could be put back into the environment's database, the newest first. Changes nothing. */
export async function savedIn(ports: DeploymentPorts): Promise<readonly SavedMigration[]> {
  const entries = await readJournal({ files: ports.files, path: ports.layout.journal });
  return ports.database.saved(await databaseUrlOf(ports, environmentState(entries)));
}

/**
 * Puts back what a migration took away, while nothing else changes the environment, and writes that down. Releases that
 * read it can then be gone back to again.
 */
export async function restore(
  ports: DeploymentPorts,
  limits: Limits,
  { migration, reason }: { migration: string; reason: string },
): Promise<Restored> {
  return inEnvironment(ports, { purpose: `restore ${migration}`, limits }, async ({ lock, journal }) => {
    const state = environmentState(journal.entries);
    await leaveRehearsal({ ports, lock }, limits, state.live);
    const url = await databaseUrlOf(ports, state);
    await lock.assertHeld();
    const restored = await ports.database.restore({ url, migration });
    await journal.append({ type: 'migration-restored', migration: restored.migration, reason });
    return restored;
  });
}

/** The database that what serves is configured with. */
async function databaseUrlOf(
  { files, layout }: DeploymentPorts,
  { live }: EnvironmentState,
): Promise<string> {
  if (live !== undefined) {
    const configuration = parseConfiguration(await files.readText(instanceOf(layout, live).configFile));
    const url = configuration['DATABASE_URL'];
    if (url !== undefined) return url;
  }
  throw new UserError({
    code: 'nothing-saved',
    message: 'Nothing serves here with a database, so nothing of one was ever saved.',
    remedy: 'Look at npm run status.',
  });
}
