import type { DeploymentPorts } from '../deployment/ports.ts';
import type { DeploymentRequest } from '../deployment/request.ts';
import { embeddedFront } from '../front/embedded-front.ts';
import { childSupervisor } from '../supervisor/child-supervisor.ts';
import { PROGRAMS, type Host } from './host/host.ts';
import type { Program } from './host/program.ts';
import { simulatedArtifacts } from './ports/simulated-artifacts.ts';
import { simulatedClock } from './ports/simulated-clock.ts';
import { simulatedDatabase } from './ports/simulated-database.ts';
import { SimulatedFiles } from './ports/simulated-files.ts';
import { simulatedNetwork } from './ports/simulated-network.ts';
import { simulatedProcesses } from './ports/simulated-processes.ts';
import type { SimulatedRelease } from './releases.ts';

/**
 * Where the product's code runs in the simulated world. The supervisor and the front are the embedded ones, unchanged:
 * only what they touch is simulated.
 */
export interface Seat {
  readonly host: Host;
  readonly program: Program;
  readonly releases: readonly SimulatedRelease[];
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

export const WATCH: DeploymentRequest['watch'] = {
  window: 600,
  every: 200,
  minSamples: 4,
  maxErrorRatio: 0.01,
  p99Limit: 500,
  p99Ratio: 2,
  p99Floor: 50,
  significance: 0.01,
};

export function portsFor({ host, program, releases, spoil }: Seat): DeploymentPorts {
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
    database: simulatedDatabase({ host, program, releases }),
    contract: { problems: () => program.perform('check the configuration', () => []) },
  };
  return spoil(ports, { host, program });
}
