import { confirmDeployment, abandonDeployment, hashOfToken } from '../deployment/confirmation.ts';
import { deploy } from '../deployment/deploy.ts';
import type { Caller, DeploymentPorts, DeploymentResult } from '../deployment/ports.ts';
import { resume } from '../deployment/resume.ts';
import type { DeploymentRequest } from '../deployment/request.ts';
import { embeddedFront } from '../front/embedded-front.ts';
import { readJournal } from '../ledger/journal.ts';
import { environmentState, newestGoodBefore } from '../ledger/state.ts';
import { childSupervisor } from '../supervisor/child-supervisor.ts';
import { PROGRAMS, type Host } from './host/host.ts';
import type { Program } from './host/program.ts';
import { simulatedArtifacts } from './ports/simulated-artifacts.ts';
import { simulatedClock } from './ports/simulated-clock.ts';
import { simulatedDatabase, type DatabaseServer } from './ports/simulated-database.ts';
import { SimulatedFiles } from './ports/simulated-files.ts';
import { simulatedNetwork } from './ports/simulated-network.ts';
import { simulatedProcesses } from './ports/simulated-processes.ts';
import { CONFIGURATIONS, servedBy, type SimulatedRelease } from './releases.ts';
import type { Command } from './schedule/schedule.ts';

/**
 * All that the simulator knows of the product's interfaces: what a deployment is given, and what it is asked for. The
 * supervisor and the front are the embedded ones, unchanged: only what they touch is simulated.
 */
export interface Seat {
  readonly host: Host;
  readonly program: Program;
  readonly releases: readonly SimulatedRelease[];
  readonly database: DatabaseServer;
  /** A planted bug: puts something broken between the product and the world. */
  readonly spoil: (ports: DeploymentPorts, seat: { host: Host; program: Program }) => DeploymentPorts;
}

const PORT = 8080;

/** Virtual milliseconds. Short, since a schedule's length is what it costs. */
export const LIMITS = {
  readyWithin: 1000,
  confirmWithin: 2500,
  drain: 50,
  stopWithin: 200,
  keepReleases: 2,
  queueWithin: 60_000,
} as const;

const WATCH: DeploymentRequest['watch'] = {
  window: 600,
  every: 200,
  minSamples: 4,
  maxErrorRatio: 0.01,
  p99Limit: 500,
  p99Ratio: 2,
  p99Floor: 50,
  significance: 0.01,
};

export function portsFor({ host, program, releases, database, spoil }: Seat): DeploymentPorts {
  const { layout } = host;
  const files = new SimulatedFiles(host, program);
  const clock = simulatedClock(host, program);
  const processes = simulatedProcesses(host, program);
  const system = { files, clock, processes };
  const supervisor = childSupervisor({ ...system, run: layout.run, keeper: PROGRAMS.keeper });
  const front = embeddedFront({ ...system, supervisor, layout, program: PROGRAMS.front, port: PORT });
  const ports: DeploymentPorts = {
    ...system,
    layout,
    network: simulatedNetwork(host, program),
    supervisor,
    // It would look at a real port: no other program listens on the simulated one.
    front: { ...front, check: () => Promise.resolve() },
    artifacts: simulatedArtifacts({ host, program, files, releases }),
    database: simulatedDatabase({ program, server: database, now: () => host.timeline.now, releases }),
    contract: { problems: () => program.perform('check the configuration', () => []) },
  };
  return spoil(ports, { host, program });
}

export interface Order {
  readonly command: Command;
  readonly deployment: string;
  /** The same for the same command, however often it is given. */
  readonly request: string;
}

/** What a boot runs, and whoever wants to. */
export async function putRight(seat: Seat): Promise<void> {
  await resume(portsFor(seat), { ...LIMITS, lock: 'queue' });
}

/** The token that alone confirms a deployment. */
export function tokenOf(deployment: string): string {
  return `token of ${deployment}`;
}

/** One command as the pipeline gives it; `undefined` where there is nothing to tell: for a resume, or nothing to roll back to. */
export async function carryOut(
  seat: Seat,
  order: Order,
  caller: Caller,
): Promise<DeploymentResult | undefined> {
  const { kind } = order.command;
  if (kind === 'resume') {
    await putRight(seat);
    return undefined;
  }
  const ports = portsFor(seat);
  // What can't be observed is not asked for either.
  const candidate = await candidateOf(ports, seat, order).catch(() => undefined);
  if (candidate === undefined) return undefined;
  return deploy(ports, { ...candidate, ...commonTo(order), kind }, caller);
}

export async function confirm(
  seat: Seat,
  { deployment, token }: { deployment: string; token: string },
): Promise<void> {
  await confirmDeployment(portsFor(seat), { deployment, token });
}

export async function abandon(seat: Seat, deployment: string): Promise<void> {
  await abandonDeployment(portsFor(seat), deployment);
}

type Candidate = Pick<DeploymentRequest, 'candidate' | 'archive' | 'configuration'>;

async function candidateOf(
  { files, layout }: DeploymentPorts,
  { releases }: Seat,
  { command, request }: Order,
): Promise<Candidate | undefined> {
  if (command.kind === 'deploy') {
    const configuration = CONFIGURATIONS[command.configuration] ?? {};
    const release = releases[command.release % releases.length];
    if (release === undefined) return undefined;
    return { candidate: servedBy(release, command.configuration), archive: '/artifact', configuration };
  }
  const state = environmentState(await readJournal({ files, path: layout.journal }));
  const earlier = state.deployments.find(
    ({ started, ended }) => started.request === request && ended?.outcome === 'deployed',
  );
  const candidate = earlier?.started.candidate ?? newestGoodBefore(state, state.live)?.served;
  return candidate === undefined ? undefined : { candidate, archive: '/artifact' };
}

function commonTo({
  command,
  deployment,
  request,
}: Order): Omit<DeploymentRequest, keyof Candidate | 'kind'> {
  return {
    deployment,
    confirmHash: hashOfToken(tokenOf(deployment)),
    planHash: '',
    ...(command.kind === 'rollback' ? { request } : {}),
    allowBad: false,
    forwardOnly: false,
    limits: { ...LIMITS, lock: command.lock },
    watch: WATCH,
    smoke: ['/', '/work'].map((path) => ({ path, method: 'GET', status: 200 })),
  };
}
