import { join } from 'node:path';
import { StepFailed } from '../failure.ts';
import { databaseUrlFor, readUnpackedManifest, type Run, type Step } from '../run.ts';
import { schemaProblem } from '../schema-rules.ts';

export const migrated: Step = {
  name: 'migrated',
  async perform(run) {
    const note = await bringSchema(run);
    // Looked up now: a revert has no time to ask a database that may be what fails.
    if (run.target !== undefined) run.marks.targetOutgrown = await schemaProblem(run, run.target);
    return note;
  },
  found: ({ marks: { targetOutgrown } }) => (targetOutgrown === undefined ? {} : { targetOutgrown }),
};

/** Going back leaves the schema alone: what was expanded serves the release before as well. */
async function bringSchema(run: Run): Promise<string> {
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
}
