import { openArtifact } from '../artifact/open.ts';
import { verifyUnpacked } from '../artifact/verify.ts';
import { runContract } from '../contract/run-contract.ts';
import type { DeploymentPorts } from '../deployment/ports.ts';
import { embeddedFront } from '../front/embedded-front.ts';
import { hostLayout } from '../host/layout.ts';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { systemNetwork } from '../ports/network.ts';
import { systemProcesses } from '../ports/processes.ts';
import { childSupervisor } from '../supervisor/child-supervisor.ts';
import { systemDatabase } from './database.ts';
import type { HostPlace } from './protocol.ts';

type System = Pick<DeploymentPorts, 'files' | 'clock' | 'processes'>;

const SYSTEM: System = { files: systemFiles, clock: systemClock, processes: systemProcesses };

/** The real world, for one environment of this host, on the system given. */
export function realPorts({ root, port, programs }: HostPlace, system = SYSTEM): DeploymentPorts {
  const layout = hostLayout(root);
  const supervisor = childSupervisor({ ...system, run: layout.run, keeper: programs.keeper });
  return {
    ...system,
    layout,
    network: systemNetwork,
    supervisor,
    front: embeddedFront({ ...system, supervisor, layout, program: programs.front, port }),
    artifacts: { open: openArtifact, damages: verifyUnpacked },
    database: systemDatabase,
    contract: { problems: runContract },
  };
}
