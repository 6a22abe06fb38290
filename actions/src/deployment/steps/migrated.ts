import { join } from 'node:path';
import { parseConfiguration } from '../../configuration/environment-file.ts';
import { readUnpackedManifest, type Step } from '../run.ts';
import { StepFailed } from '../failure.ts';

/** Going back leaves the schema alone: what was expanded serves the release before as well. */
export const migrated: Step = {
  name: 'migrated',
  async perform({ ports, request, candidate }) {
    if (request.kind === 'rollback') return 'the schema stays as it is';
    const manifest = await readUnpackedManifest(ports.files, candidate.releaseFolder);
    if (manifest.migrations.length === 0) return 'no migrations';
    const url = parseConfiguration(await ports.files.readText(candidate.configFile))['DATABASE_URL'];
    if (url === undefined) {
      const summary = 'The release has migrations, and its configuration no DATABASE_URL.';
      throw new StepFailed({ code: 'configuration-missing', summary });
    }
    const applied = await ports.database.migrate({
      url,
      folder: join(candidate.releaseFolder, 'migrations'),
    });
    return applied.length === 0 ? 'nothing to migrate' : `applied ${applied.join(', ')}`;
  },
};
