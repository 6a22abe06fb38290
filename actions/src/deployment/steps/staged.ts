import { join } from 'node:path';
import { formatConfiguration, parseConfiguration } from '../../configuration/environment-file.ts';
import { StepFailed } from '../failure.ts';
import { readUnpackedManifest, type Run, type Step } from '../run.ts';

/** The artifact unpacked and proven file by file, its configuration beside it, and one accepted by the other. */
export const staged: Step = {
  name: 'staged',
  async perform(run) {
    await unpack(run);
    await writeConfiguration(run);
    await theContractAccepts(run);
    return undefined;
  },
};

async function unpack({ ports, request, candidate }: Run): Promise<void> {
  const { files, layout, artifacts } = ports;
  const { releaseFolder, served } = candidate;
  if (await files.exists(releaseFolder)) {
    const damages = await artifacts.damages(releaseFolder);
    if (damages.length === 0) return;
    await files.removeTree(releaseFolder);
  }
  if (request.archive === undefined) throw nothingToUnpack(served.release.id);
  const incoming = join(layout.releases, `.incoming-${request.deployment}`);
  await files.removeTree(incoming);
  try {
    await artifacts.open({ archive: request.archive, digest: served.release.digest, into: incoming });
    await files.rename(incoming, releaseFolder);
    await files.syncFolder(layout.releases);
  } catch (error) {
    await files.removeTree(incoming);
    throw error;
  }
}

async function writeConfiguration({ ports, request, candidate }: Run): Promise<void> {
  const { files, layout } = ports;
  if (await files.exists(candidate.configFile)) return;
  if (request.configuration === undefined) throw configurationGone(candidate.served.configHash);
  const draft = `${candidate.configFile}.draft`;
  await files.writeDurably(draft, formatConfiguration(request.configuration), 0o600);
  await files.rename(draft, candidate.configFile);
  await files.syncFolder(layout.config);
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

function nothingToUnpack(id: string): StepFailed {
  return new StepFailed({
    code: 'unknown-artifact',
    summary: `Release ${id} is no longer unpacked on this host, and its artifact is not in the store.`,
  });
}

function configurationGone(hash: string): StepFailed {
  return new StepFailed({
    code: 'configuration-missing',
    summary: `Configuration ${hash} is no longer on this host.`,
  });
}
