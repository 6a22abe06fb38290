import { join } from 'node:path';
import { formatConfiguration, parseConfiguration } from '../../configuration/environment-file.ts';
import { replaceFile } from '../../host/replace-file.ts';
import { StepFailed } from '../failure.ts';
import { configurationDamage } from '../intact.ts';
import { readUnpackedManifest, type Run, type Step } from '../run.ts';
import { unpackRelease } from '../unpack-release.ts';
import { assertMigrationsMayRun, candidateProblem } from '../schema-rules.ts';

/** The artifact unpacked and proven file by file, its configuration beside it, and one accepted by the other. */
export const staged: Step = {
  name: 'staged',
  async perform(run) {
    await unpackRelease(run.ports, run.candidate, { ...run.request, attempt: run.request.deployment });
    await writeConfiguration(run);
    await theContractAccepts(run);
    await theSchemaSuits(run);
    await assertMigrationsMayRun(run);
    return undefined;
  },
};

async function writeConfiguration({ ports, request, candidate }: Run): Promise<void> {
  const { files } = ports;
  if ((await configurationDamage(files, candidate)) === undefined) return;
  if (request.configuration === undefined) throw configurationGone(candidate.served.configHash);
  await replaceFile(files, candidate.configFile, { text: formatConfiguration(request.configuration) });
}

async function theContractAccepts({ ports, candidate }: Run): Promise<void> {
  const { checkConfig } = await readUnpackedManifest(ports.files, candidate.releaseFolder);
  const configuration = parseConfiguration(await ports.files.readText(candidate.configFile));
  const findings = await ports.contract.problems({
    program: join(candidate.releaseFolder, checkConfig),
    configuration,
  });
  if (findings.length === 0) return;
  const names = findings.map(({ place }) => place ?? '?').join(', ');
  throw new StepFailed({
    code: 'configuration-invalid',
    summary: `The artifact’s own contract refuses the configuration: ${names}.`,
    findings,
  });
}

/** An older release comes back by a rollback, or as any other: in both ways the schema may have outgrown it. */
async function theSchemaSuits(run: Run): Promise<void> {
  const summary = await candidateProblem(run);
  if (summary === undefined) return;
  const remedy = 'Choose a newer release, or put back what the migration took away (npm run restore).';
  const findings = [{ code: 'revert-floor' as const, message: summary, remedy }];
  throw new StepFailed({ code: 'revert-floor', summary, findings });
}

function configurationGone(hash: string): StepFailed {
  return new StepFailed({
    code: 'configuration-missing',
    summary: `Configuration ${hash} is no longer on this host as it was.`,
  });
}
