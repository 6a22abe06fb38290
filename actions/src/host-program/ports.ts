import { openArtifact } from '../artifact/open.ts';
import { verifyUnpacked } from '../artifact/verify.ts';
import { runContract } from '../contract/run-contract.ts';
import { checkDatabase } from '../database/connection.ts';
import { readSchema } from '../database/migrations/schema.ts';
import { runMigrations } from '../database/migrations/run.ts';
import { restoreMigration } from '../database/saved/restore.ts';
import { savedMigrations } from '../database/saved/saved-migrations.ts';
import type { DeploymentPorts } from '../deployment/ports.ts';
import { embeddedFront } from '../front/embedded-front.ts';
import { hostLayout } from '../host/layout.ts';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { systemNetwork } from '../ports/network.ts';
import { systemProcesses } from '../ports/processes.ts';
import { childSupervisor } from '../supervisor/child-supervisor.ts';
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
    database: {
      check: checkDatabase,
      schema: readSchema,
      async migrate({ url, folder, losses }) {
        const { applied } = await runMigrations({ databaseUrl: url, folder, losses });
        return applied;
      },
      saved: savedMigrations,
      restore: ({ url, migration }) => restoreMigration({ databaseUrl: url, migration }),
    },
    contract: { problems: runContract },
  };
}
