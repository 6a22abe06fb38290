import { join } from 'node:path';
import { plainFile } from '../../actions/src/artifact/pack.ts';
import { stopDatabases } from '../../actions/src/pipeline/databases.ts';
import { openProject, type Project } from '../../actions/src/pipeline/project.ts';
import { ship, type Shipped } from '../../actions/src/pipeline/ship.ts';
import { coloured, duration, table } from '../../actions/src/terminal/table.ts';
import type { Ending, Invocation } from '../perform.ts';

/**
 * A good release, then one that fails three requests in ten from the moment users reach it, in a home of their own.
 * Ends well when the second was reverted.
 */
export async function demo({ repository, progress }: Invocation): Promise<Ending> {
  const home = join(repository, '.tidegate/demo');
  const project = quickly(
    await openProject(repository, { ...process.env, TIDEGATE_HOME: home, TIDEGATE_PORT_BASE: '' }),
  );
  const to = project.environments[0]?.name;
  const approver = { vouch: () => Promise.resolve(undefined) };
  const wish = { to, approve: () => Promise.resolve(), approver };
  try {
    progress.show('A good release:');
    const good = await ship(project, wish, progress);
    progress.show('\nNow one that answers three requests in ten with a 500, once users reach it:');
    const bad = await ship(project, { ...wish, build: brokenBuild(repository) }, progress);
    return ending(good, bad);
  } finally {
    await stopAll(project);
  }
}

/** The application's own tests have nothing to do with what is shown. */
function quickly(project: Project): Project {
  const environments = project.environments.map(({ policy, ...environment }) => ({
    ...environment,
    policy: { ...policy, gates: policy.gates.filter((name) => name !== 'tests') },
  }));
  return { ...project, environments };
}

function brokenBuild(repository: string): { entry: string; extraFiles: ReturnType<typeof plainFile>[] } {
  const entry = join(repository, 'tests/planted/planted-server.ts');
  return { entry, extraFiles: [plainFile('planted.json', JSON.stringify({ defect: 'errors' }))] };
}

async function stopAll({ environments, ...project }: Project): Promise<void> {
  await Promise.all(environments.map(({ host }) => host.stop()));
  await stopDatabases({ ...project, environments });
}

function ending(good: readonly Shipped[], bad: readonly Shipped[]): Ending {
  const result = bad.at(-1)?.promoted.result;
  const rows = [...good, ...bad].map(({ promoted: { result: each } }) => [
    coloured(each.outcome),
    each.reasonCode,
    each.live?.release.id ?? '–',
    ...[each.timings.detectMs, each.timings.decideMs, each.timings.actMs].map((ms) =>
      ms === undefined ? '–' : duration(ms),
    ),
  ]);
  const isShown = result?.outcome === 'reverted';
  const text = table(
    ['outcome', 'reason', 'serves then', 'detected after', 'decided in', 'put back in'],
    rows,
  );
  return { json: { reverted: isShown, result: result ?? null }, text, exitCode: isShown ? 0 : 1 };
}
