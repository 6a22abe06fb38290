import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { openArtifact } from '../artifact/open.ts';
import { MANIFEST_FILE } from '../artifact/layout.ts';
import { parseManifest } from '../artifact/manifest.ts';
import { verifyUnpacked } from '../artifact/verify.ts';
import {
  configurationHash,
  parseConfiguration,
  type Configuration,
} from '../configuration/environment-file.ts';
import { readRecord } from '../deployment-record/record.ts';
import { releaseIn } from '../deployment-record/recorded-state.ts';
import { StepFailed } from '../deployment/failure.ts';
import { damagesOf } from '../deployment/intact.ts';
import { proveEveryWorker } from '../deployment/readiness.ts';
import { UserError } from '../errors.ts';
import { runBriefly } from '../gates/build/run-briefly.ts';
import { hostLayout, instanceOf, type Instance } from '../host/layout.ts';
import type { Served } from '../ledger/events.ts';
import { configurationOf } from '../pipeline/configuration.ts';
import { fetchArtifact } from '../pipeline/fetch-artifact.ts';
import type { Job } from '../pipeline/job.ts';
import { placeOf } from '../pipeline/recording.ts';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { systemNetwork } from '../ports/network.ts';
import { judged, type Watched } from '../watchers/watched.ts';

const REMEDY = 'Ship a release that works: it becomes what can be gone back to, once another one follows.';

interface Target {
  readonly instance: Instance;
  readonly configuration: Configuration;
}

/** Whether the release that a revert or a rollback goes to is there, whole, and starts. */
export async function watchRevertTarget(job: Job): Promise<Watched> {
  const about = { subject: 'revert target', environment: job.environment.name };
  const served = await targetOf(job);
  if (served === undefined)
    return { ...about, kind: 'nothing', seen: 'There is no release to go back to yet.', findings: [] };
  const { id } = served.release;
  await mkdir(job.project.home.scratch, { recursive: true });
  const scratch = await mkdtemp(join(job.project.home.scratch, 'w-'));
  try {
    const problem = await problemWith(job, { served, scratch });
    const seen = `${id} is there, whole, and starts.`;
    if (problem === undefined) return judged({ ...about, seen }, []);
    const message = `${id} can’t be gone back to: ${problem}`;
    return judged({ ...about, seen }, [{ code: 'revert-target-broken', message, remedy: REMEDY }]);
  } finally {
    await systemFiles.removeTree(scratch);
  }
}

async function targetOf(job: Job): Promise<Served | undefined> {
  if (!job.project.isFresh) return (await job.environment.host.observe({ salt: '' })).previous ?? undefined;
  const [newest] = (await readRecord(placeOf(job))).previous;
  if (newest === undefined) return undefined;
  return { release: releaseIn(newest.payload), configHash: newest.payload.configHash };
}

async function problemWith(
  job: Job,
  { served, scratch }: { served: Served; scratch: string },
): Promise<string | undefined> {
  const target = job.project.isFresh
    ? await fetched(job, { served, scratch })
    : await onItsHost(job, { served, scratch });
  return typeof target === 'string' ? target : bootProblem(job, target);
}

/** A host that is made anew starts it from what is kept, with a configuration of its own. */
async function fetched(
  { project, github, environment }: Job,
  { served, scratch }: { served: Served; scratch: string },
): Promise<Target | string> {
  const artifact = await fetchArtifact(project, github.kept, served.release);
  if (artifact === undefined) return 'its artifact is kept nowhere any more.';
  const configuration = await configurationOf(project, environment);
  const layout = hostLayout(scratch);
  const instance = instanceOf(layout, { ...served, configHash: configurationHash(configuration) });
  for (const folder of [layout.releases, layout.run]) await mkdir(folder);
  try {
    const into = instance.releaseFolder;
    await openArtifact({ archive: artifact.path, digest: served.release.digest, into });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return { instance, configuration };
}

/** As a revert would: the files and the configuration that the host has, on a socket that nobody is sent to. */
async function onItsHost(
  { environment: { hostRoot } }: Job,
  { served, scratch }: { served: Served; scratch: string },
): Promise<Target | string> {
  const kept = instanceOf(hostLayout(hostRoot), served);
  const ports = { files: systemFiles, artifacts: { damages: verifyUnpacked } };
  const damages = await damagesOf(ports, kept);
  if (damages.length > 0) return `${damages.join('; ')}.`;
  const layout = hostLayout(scratch);
  await mkdir(layout.run);
  const { socketPath } = instanceOf(layout, served);
  const configuration = parseConfiguration(await systemFiles.readText(kept.configFile));
  return { instance: { ...kept, socketPath }, configuration };
}

async function bootProblem(
  { project }: Job,
  { instance, configuration }: Target,
): Promise<string | undefined> {
  const { readyWithin: withinMs, stopWithin: stopMs } = project.policy.deployment;
  const { entry } = parseManifest(await systemFiles.readText(join(instance.releaseFolder, MANIFEST_FILE)));
  const system = { network: systemNetwork, clock: systemClock };
  try {
    await runBriefly(
      { instance, entry: join(instance.releaseFolder, entry), configuration, stopMs },
      (givesUp) => proveEveryWorker(system, instance, { withinMs, givesUp }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof StepFailed) return error.message;
    throw error;
  }
}
