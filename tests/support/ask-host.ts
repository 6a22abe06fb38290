import { configurationHash } from '../../actions/src/configuration/environment-file.ts';
import type { DeploymentResult } from '../../actions/src/deployment/ports.ts';
import { configurationOf } from '../../actions/src/pipeline/configuration.ts';
import {
  findEnvironment,
  openProject,
  type Environment,
  type Project,
} from '../../actions/src/pipeline/project.ts';
import { newDeploymentId, requestBase } from '../../actions/src/pipeline/promotion.ts';
import type { Release } from '../../actions/src/release/release.ts';
import type { Workbench } from './workbench.ts';

/** Has the host program itself deploy a file, past every gate, as a broken or a hostile pipeline would. */
export async function askHost(
  bench: Workbench,
  wish: { environment: string; release: Release; archive: string },
): Promise<DeploymentResult> {
  const { project, environment } = await openEnvironment(bench, wish.environment);
  const configuration = await configurationOf(project, environment);
  const request = {
    ...requestBase(project, environment),
    deployment: newDeploymentId(),
    kind: 'deploy' as const,
    candidate: { release: wish.release, configHash: configurationHash(configuration) },
    archive: wish.archive,
    configuration,
    planHash: '',
  };
  const hooks = { onEvent: () => undefined, confirm: () => Promise.resolve(true) };
  return environment.host.deploy(request, hooks);
}

/** Stops one environment, where the command stops them all. */
export async function stopHost(bench: Workbench, name: string): Promise<void> {
  await (await openEnvironment(bench, name)).environment.host.stop();
}

async function openEnvironment(
  bench: Workbench,
  name: string,
): Promise<{ project: Project; environment: Environment }> {
  const variables = { TIDEGATE_HOME: bench.home, TIDEGATE_PORT_BASE: String(bench.portBase) };
  const project = await openProject(bench.repository, variables);
  return { project, environment: findEnvironment(project, name) };
}
