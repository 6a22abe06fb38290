import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { configurationHash } from '../../actions/src/configuration/environment-file.ts';
import { newToken } from '../../actions/src/deployment/confirmation.ts';
import type { DeploymentResult } from '../../actions/src/deployment/ports.ts';
import type { DeploymentOrder, HostConnection } from '../../actions/src/host-connection/host-connection.ts';
import { localHost } from '../../actions/src/host-connection/local-host.ts';
import type { HostMessage, HostPlace } from '../../actions/src/host-program/protocol.ts';
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

export interface HostWish {
  readonly environment: string;
  readonly release: Release;
  readonly archive: string;
}

export interface Unattended {
  readonly deployment: string;
  readonly token: string;
  readonly ended: Promise<HostMessage[]>;
}

interface HowToAsk {
  readonly program?: string;
  readonly confirm?: () => Promise<boolean>;
  /** Instead of the policy’s, which may forbid them. */
  readonly limits?: Partial<DeploymentOrder['limits']>;
}

const DIST = fileURLToPath(new URL('../../actions/dist/', import.meta.url));

/** Has a host program deploy a file, past every gate, as a broken or a hostile pipeline would. */
export async function askHost(
  bench: Workbench,
  wish: HostWish,
  { program = `${DIST}host.mjs`, confirm = () => Promise.resolve(true), limits = {} }: HowToAsk = {},
): Promise<DeploymentResult> {
  const { host } = await hostOf(bench, wish.environment, program);
  const order = await orderFor(bench, wish);
  return host.deploy(
    { ...order, limits: { ...order.limits, ...limits } },
    { onEvent: () => undefined, confirm },
  );
}

/** What the pipeline would ask for. */
export async function orderFor(bench: Workbench, wish: HostWish): Promise<DeploymentOrder> {
  const { project, environment } = await openEnvironment(bench, wish.environment);
  const configuration = await configurationOf(project, environment);
  return {
    ...requestBase(project, environment),
    deployment: newDeploymentId(),
    kind: 'deploy',
    candidate: { release: wish.release, configHash: configurationHash(configuration) },
    archive: wish.archive,
    configuration,
    planHash: '',
  };
}

/** A deployment that nobody is connected to: whoever has its token can confirm it. */
export async function deployUnattended(
  bench: Workbench,
  wish: HostWish,
  { env = {}, limits = {} }: { env?: Record<string, string>; limits?: HowToAsk['limits'] } = {},
): Promise<Unattended> {
  const order = await orderFor(bench, wish);
  const { token, hash } = newToken();
  const request = { ...order, limits: { ...order.limits, ...limits }, confirmHash: hash };
  const ended = tellHost(bench, wish.environment, { command: 'deploy', request }, env);
  return { deployment: order.deployment, token, ended };
}

/** Gives the host program one command; its messages. */
export async function tellHost(
  bench: Workbench,
  name: string,
  command: object,
  env: Record<string, string> = {},
): Promise<HostMessage[]> {
  const { place } = await hostOf(bench, name);
  const input = `${JSON.stringify({ ...command, place })}\n`;
  const { stdout } = await execa(process.execPath, [`${DIST}host.mjs`], { input, env });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as HostMessage);
}

/** Stops one environment, where the command stops them all. */
export async function stopHost(bench: Workbench, name: string): Promise<void> {
  await (await openEnvironment(bench, name)).environment.host.stop();
}

async function hostOf(
  bench: Workbench,
  name: string,
  program = `${DIST}host.mjs`,
): Promise<{ place: HostPlace; host: HostConnection }> {
  const { environment } = await openEnvironment(bench, name);
  const programs = { keeper: `${DIST}keeper.mjs`, front: `${DIST}front.mjs` };
  const place = { root: environment.hostRoot, port: Number(new URL(environment.url).port), programs };
  return { place, host: localHost(place, program) };
}

export async function openEnvironment(
  bench: Workbench,
  name: string,
): Promise<{ project: Project; environment: Environment }> {
  const variables = { TIDEGATE_HOME: bench.home, TIDEGATE_PORT_BASE: String(bench.portBase) };
  const project = await openProject(bench.repository, variables);
  return { project, environment: findEnvironment(project, name) };
}
