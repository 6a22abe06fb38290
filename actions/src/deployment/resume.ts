import { environmentState } from '../ledger/state.ts';
import type { Served } from '../ledger/events.ts';
import { inEnvironment } from './environment.ts';
import { keepServing } from './repair.ts';
import type { DeploymentPorts } from './ports.ts';
import type { Limits } from './request.ts';

export interface Resumed {
  readonly live: Served | null;
  /** It is ready, and users reach it. */
  readonly isServing: boolean;
}

/** After a reboot or a stop: a deployment that was half done is put right, and what the ledger says serves does so again. */
export async function resume(ports: DeploymentPorts, limits: Limits): Promise<Resumed> {
  return inEnvironment(ports, { purpose: 'resume', limits }, async ({ lock, journal }) => {
    const { live } = environmentState(journal.entries);
    return { live: live ?? null, isServing: await keepServing({ ports, lock }, limits, live) };
  });
}
