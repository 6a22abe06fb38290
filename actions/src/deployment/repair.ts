import { readCurrent, switchTo } from '../host/current.ts';
import { instanceOf, type Instance } from '../host/layout.ts';
import type { Served } from '../ledger/events.ts';
import { FRONT_SERVICE } from '../front/embedded-front.ts';
import { StepFailed } from './failure.ts';
import { damagesOf } from './intact.ts';
import type { DeploymentPorts } from './ports.ts';
import { proveEveryWorker } from './readiness.ts';
import type { Limits } from './request.ts';
import { serviceOf, type Run } from './run.ts';

/**
 * Makes what the ledger says is live really serve, and nothing else run: after a reboot, or when something was killed.
 * `false` when it can't be made ready; it is left running all the same, since nothing better is known.
 */
export async function keepServing(
  { ports, lock }: Pick<Run, 'ports' | 'lock'>,
  limits: Limits,
  live: Served | undefined,
): Promise<boolean> {
  if (live === undefined) return false;
  const { files, layout, front } = ports;
  const instance = instanceOf(layout, live);
  await front.check();
  const isReady = await startAndProve(ports, limits, instance);
  if ((await readCurrent(files, layout)) !== instance.name) await switchTo(lock, ports, instance);
  await front.ensure();
  await stopOthers(ports, instance);
  return isReady;
}

/**
 * Sends users back to what the ledger says is live, where a rehearsal that died left them with another release. Starts
 * nothing where they are with it already: it may have been stopped on purpose.
 */
export async function leaveRehearsal(
  { ports, lock }: Pick<Run, 'ports' | 'lock'>,
  limits: Limits,
  live: Served | undefined,
): Promise<void> {
  if (live === undefined) return;
  const current = await readCurrent(ports.files, ports.layout);
  if (current !== instanceOf(ports.layout, live).name) await keepServing({ ports, lock }, limits, live);
}

/** Whoever left it: a deployment that died, or one whose end could not stop it any more. */
export async function stopOthers(ports: DeploymentPorts, live: Instance): Promise<void> {
  const others = (await runningReleases(ports)).filter((name) => name !== live.name);
  await Promise.all(others.map((name) => ports.supervisor.stop(name)));
}

/** The names of the instances that are kept running, whether users reach them or not. */
export async function runningReleases({
  supervisor,
}: Pick<DeploymentPorts, 'supervisor'>): Promise<string[]> {
  return (await supervisor.list()).filter((name) => name !== FRONT_SERVICE);
}

/** Starts the instance unless it runs, and waits until it is ready; `false` when that doesn't come, or it is damaged. */
export async function startAndProve(
  ports: DeploymentPorts,
  limits: Limits,
  instance: Instance,
): Promise<boolean> {
  if ((await damagesOf(ports, instance)).length > 0) return false;
  await ports.supervisor.start(await serviceOf(ports, limits, instance));
  return becomesReady(ports, { instance, withinMs: limits.readyWithin });
}

async function becomesReady(
  ports: Pick<DeploymentPorts, 'network' | 'clock'>,
  { instance, withinMs }: { instance: Instance; withinMs: number },
): Promise<boolean> {
  try {
    await proveEveryWorker(ports, instance, { withinMs });
    return true;
  } catch (error) {
    if (error instanceof StepFailed) return false;
    throw error;
  }
}
