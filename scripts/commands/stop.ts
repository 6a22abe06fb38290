import { stopDatabases } from '../../actions/src/pipeline/databases.ts';
import type { Ending, Invocation } from '../perform.ts';
import { open } from './open.ts';

export async function stop(invocation: Invocation): Promise<Ending> {
  const project = await open(invocation);
  const stopped = await invocation.progress.task('Stop every environment', async () =>
    Promise.all(
      project.environments.map(async ({ name, host }) => ({ environment: name, stopped: await host.stop() })),
    ),
  );
  const postgres = await stopDatabases(project);
  const count = stopped.reduce((sum, { stopped: names }) => sum + names.length, postgres ? 1 : 0);
  return { json: { environments: stopped, postgres }, text: `Stopped ${count} programs.`, exitCode: 0 };
}
