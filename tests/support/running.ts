import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { systemNetwork } from '../../actions/src/ports/network.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import type { Workbench } from './workbench.ts';

interface Kept {
  readonly keeper: number;
  /** The leader of its process group: the workers are in it. */
  readonly program: number;
}

/** The processes of a release, or of the front, with the keeper of them. */
export async function processesOf(bench: Workbench, environment: string, name: string): Promise<Kept> {
  const run = join(bench.home, 'hosts', environment, 'run');
  const file = (await readdir(run)).find((each) => each.startsWith(name) && each.endsWith('.state.json'));
  const text = await readFile(join(run, file ?? name), 'utf8');
  const state = JSON.parse(text) as { keeper: { pid: number }; child: { pid: number } };
  return { keeper: state.keeper.pid, program: state.child.pid };
}

/** Waits until the keeper has started the program again. */
export async function waitUntilStartedAgain(
  bench: Workbench,
  environment: string,
  { name, program }: { name: string; program: number },
): Promise<void> {
  await waitUntil(async () => {
    const now = await processesOf(bench, environment, name).catch(() => undefined);
    return now !== undefined && now.program !== program;
  }, `${name} is started again`);
}

/** Waits until a release that users don’t reach is ready on its own socket. */
export async function waitUntilReady(bench: Workbench, environment: string, name: string): Promise<void> {
  const run = join(bench.home, 'hosts', environment, 'run');
  const socket = (await readdir(run)).find((file) => file.startsWith(name) && file.endsWith('.sock'));
  const question = { at: { socketPath: join(run, socket ?? name) }, path: '/health/ready', timeoutMs: 2000 };
  await waitUntil(async () => {
    const answer = await systemNetwork.ask(question).catch(() => undefined);
    return answer?.status === 200;
  }, `${name} is ready`);
}

/** Waits until nobody waits any more for the release that served before: what is asked now takes as long as the slowest. */
export async function waitUntilLetGo({ portBase }: Workbench): Promise<void> {
  for (let time = 0; time < 2; time += 1) await (await fetch(`http://127.0.0.1:${portBase}/slow`)).text();
}

/** Waits until the environment's address answers with the release. */
export async function waitUntilServing(port: number, { release }: PackagedArtifact): Promise<void> {
  await waitUntil(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.status !== 200) return false;
    return ((await answer.json()) as { release: { id: string } }).release.id === release.id;
  }, `${release.id} serves on port ${port}`);
}
