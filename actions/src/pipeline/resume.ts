import type { Release } from '../release/release.ts';
import { configurationOf } from './configuration.ts';
import type { Progress } from './progress.ts';
import type { Environment, Project } from './project.ts';

interface ResumedEnvironment {
  readonly name: string;
  readonly url: string;
  /** `null` where nothing was ever deployed. */
  readonly release: Release | null;
  readonly isServing: boolean;
}

/** After a reboot or a stop: databases first, then what each environment's ledger says serves. */
export async function resumeAll(project: Project, progress: Progress): Promise<ResumedEnvironment[]> {
  const resumed: ResumedEnvironment[] = [];
  for (const environment of project.environments) {
    resumed.push(
      await progress.task(
        `Resume ${environment.name}`,
        () => resumeOne(project, environment),
        ({ release, isServing }) => release === null || isServing,
      ),
    );
  }
  return resumed;
}

async function resumeOne(project: Project, environment: Environment): Promise<ResumedEnvironment> {
  const { name, url, host } = environment;
  const { lastDeployment } = await host.observe({ salt: '' });
  if (lastDeployment === null) return { name, url, release: null, isServing: false };
  // Starts the environment's own database where it has one.
  await configurationOf(project, environment);
  const { live, isServing } = await host.resume(project.policy.deployment);
  return { name, url, release: live?.release ?? null, isServing };
}
