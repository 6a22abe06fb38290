import { join } from 'node:path';
import { databaseUrlFor, readUnpackedManifest, type Step } from '../run.ts';
import { StepFailed } from '../failure.ts';

/** Going back leaves the schema alone: what was expanded serves the release before as well. */
export const migrated: Step = {
  name: 'migrated',
  async perform(run) {
    const { ports, request, candidate } = run;
    if (request.kind === 'rollback') return 'the schema stays as it is';
    const manifest = await readUnpackedManifest(ports.files, candidate.releaseFolder);
    if (manifest.migrations.length === 0) return 'no migrations';
    const url = await databaseUrlFor(run);
    if (url === undefined) {
      const summary = 'The release has migrations, and its configuration no DATABASE_URL.';
      throw new StepFailed({ code: 'configuration-missing', summary });
    }
    const applied = await ports.database.migrate({
      url,
      folder: join(candidate.releaseFolder, 'migrations'),
      losses: manifest.migrations,
    });
    return applied.length === 0 ? 'nothing to migrate' : `applied ${applied.join(', ')}`;
  },
};
