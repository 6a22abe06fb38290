import type { DeploymentPorts } from '../deployment/ports.ts';
import { runningReleases } from '../deployment/repair.ts';
import { Lock } from '../host/lock.ts';

/** Stops all that runs for the environment, front first; what is recorded stays, and the next deployment starts it again. */
export async function stopAll(ports: DeploymentPorts): Promise<readonly string[]> {
  const names = await ports.supervisor.list();
  if (names.length === 0) return [];
  const { lock: path, fence } = ports.layout;
  const lock = await Lock.acquire({ ...ports, path, fence }, { purpose: 'stop', waitMs: 0 });
  try {
    await ports.front.stop();
    await Promise.all((await runningReleases(ports)).map((name) => ports.supervisor.stop(name)));
    return names;
  } finally {
    await lock.release();
  }
}
