import type { Instance } from '../host/layout.ts';
import { damagesOf } from './intact.ts';
import type { DeploymentPorts } from './ports.ts';
import { startAndProve } from './repair.ts';
import type { Limits } from './request.ts';

/**
 * What stands against a release as the one to revert to, or nothing: it must be there, whole, and ready on every worker
 * before anything changes. It is kept running from then on.
 */
export async function problemOfTarget(
  ports: DeploymentPorts,
  limits: Limits,
  /** `isReady` tells what was just proven, files and all; `undefined` when it has yet to be started. */
  { instance, isReady }: { instance: Instance; isReady: boolean | undefined },
): Promise<string | undefined> {
  if (isReady === true) return undefined;
  const { id } = instance.served.release;
  const damages = await damagesOf(ports, instance);
  if (damages.length > 0)
    return `The release to revert to, ${id}, is damaged: ${damages.slice(0, 3).join('; ')}.`;
  if (isReady ?? (await startAndProve(ports, limits, instance))) return undefined;
  return `The release to revert to, ${id}, is not ready on every worker.`;
}
