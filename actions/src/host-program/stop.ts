import type { DeploymentPorts } from '../deployment/ports.ts';
import { isSystemError } from '../errors.ts';
import { Lock } from '../host/lock.ts';

const ORDER_ENDING = '.order.json';

/** Stops all that runs for the environment, front first; what is recorded stays, and the next deployment starts it again. */
export async function stopAll(ports: DeploymentPorts): Promise<readonly string[]> {
  const names = await runningNames(ports);
  if (names.length === 0) return [];
  const lock = await Lock.acquire({ ...ports, path: ports.layout.lock }, { purpose: 'stop', waitMs: 0 });
  try {
    if (names.includes('front')) await ports.front.stop();
    await Promise.all(names.filter((name) => name !== 'front').map((name) => ports.supervisor.stop(name)));
    return names;
  } finally {
    await lock.release();
  }
}

async function runningNames({ files, layout }: DeploymentPorts): Promise<string[]> {
  try {
    const names = await files.list(layout.run);
    return names
      .filter((name) => name.endsWith(ORDER_ENDING))
      .map((name) => name.slice(0, -ORDER_ENDING.length));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
