import { readCurrent, switchTo } from '../host/current.ts';
import { instanceOf } from '../host/layout.ts';
import type { Served } from '../ledger/events.ts';
import { StepFailed } from './failure.ts';
import type { DeploymentPorts } from './ports.ts';
import { proveEveryWorker } from './readiness.ts';
import type { DeploymentRequest } from './request.ts';
import { serviceOf } from './run.ts';

/**
 * Makes what the ledger says is live really serve: after a reboot, or when something was killed. `false` when it can't
 * be made ready; it is left running all the same, since nothing better is known.
 */
export async function keepServing(
  ports: DeploymentPorts,
  request: DeploymentRequest,
  live: Served | undefined,
): Promise<boolean> {
  if (live === undefined) return false;
  const instance = instanceOf(ports.layout, live);
  if (!(await ports.files.exists(instance.releaseFolder))) return false;
  await ports.front.check();
  await ports.supervisor.start(await serviceOf({ ports, request }, instance));
  const isReady = await becomesReady(ports, { instance, withinMs: request.limits.readyWithin });
  if ((await readCurrent(ports.files, ports.layout)) !== instance.name) {
    await switchTo(ports.files, ports.layout, instance);
  }
  await ports.front.ensure();
  return isReady;
}

export async function becomesReady(
  ports: Pick<DeploymentPorts, 'network' | 'clock'>,
  { instance, withinMs }: { instance: Parameters<typeof proveEveryWorker>[1]; withinMs: number },
): Promise<boolean> {
  try {
    await proveEveryWorker(ports, instance, { withinMs });
    return true;
  } catch (error) {
    if (error instanceof StepFailed) return false;
    throw error;
  }
}
