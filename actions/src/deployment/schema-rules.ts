import { contractProblem } from '../database/contract-problem.ts';
import type { LiveSchema } from '../database/migrations/schema.ts';
import { canRunOn } from '../database/schema-range.ts';
import type { Instance } from '../host/layout.ts';
import { StepFailed } from './failure.ts';
import { databaseUrlFor, readUnpackedManifest, schemaRangeOf, type Run } from './run.ts';

/** Before a migration takes something away: it must come by itself, and what serves must bear it. */
export async function assertMigrationsMayRun(run: Run): Promise<void> {
  const { ports, request, candidate, serving } = run;
  const schema = await requiredSchema(run);
  if (request.kind === 'rollback' || schema === undefined) return;
  const { migrations } = await readUnpackedManifest(ports.files, candidate.releaseFolder);
  const pending = migrations.filter(({ name }) => Number(name.slice(0, 4)) > schema.version);
  const live =
    serving === undefined
      ? undefined
      : {
          id: serving.served.release.id,
          // One that is damaged says nothing of what it bears.
          schema: (await schemaRangeOf(ports.files, serving)) ?? { min: 0, max: 0 },
        };
  const finding = contractProblem({ pending, live });
  if (finding !== undefined)
    throw new StepFailed({ code: finding.code, summary: finding.message, findings: [finding] });
}

/** Why a release can't run on the database as it is now, if it can't. Fails with `database-unreachable`. */
export async function schemaProblem(run: Run, instance: Instance): Promise<string | undefined> {
  const live = await requiredSchema(run);
  return live === undefined ? undefined : problemOnSchema(run.ports, instance, live);
}

/**
 * Why the candidate can't serve on the database, if it can't. What it needs a deployment brings itself; what was taken
 * away stays so, and a rollback changes nothing at all. Fails with `database-unreachable`.
 */
export async function candidateProblem(run: Run): Promise<string | undefined> {
  const live = await requiredSchema(run);
  if (live === undefined) return undefined;
  const version = run.request.kind === 'rollback' ? live.version : Infinity;
  return problemOnSchema(run.ports, run.candidate, { ...live, version });
}

/** A database that does not answer just then must not pass for one that nothing stands against. */
async function requiredSchema(run: Run): Promise<LiveSchema | undefined> {
  const url = await databaseUrlFor(run);
  return url === undefined ? undefined : run.ports.database.schema(url);
}

export async function problemOnSchema(
  { files }: Pick<Run['ports'], 'files'>,
  instance: Instance,
  live: LiveSchema,
): Promise<string | undefined> {
  const { id } = instance.served.release;
  const range = await schemaRangeOf(files, instance);
  if (range === undefined) return `${id} is damaged`;
  const compatibility = canRunOn(range, live);
  return compatibility.ok ? undefined : `${id} ${compatibility.why}`;
}
