import { databaseFor } from '../database/database-for.ts';
import { serverStatus, stopServer } from '../database/embedded/server.ts';
import { nonEmpty } from './home.ts';
import type { Project } from './project.ts';

/** The embedded server's port stands this far behind the first environment's, or on the next free one. */
const PORT_OFFSET = 10;

/** The environment's database: on the user's own server where `DATABASE_URL` names one, else on the home's embedded one. */
export async function databaseUrl(project: Project, environment: string): Promise<string> {
  const { url } = await databaseFor({
    environment,
    folder: project.home.postgres,
    externalUrl: nonEmpty(project.variables['DATABASE_URL']),
    port: project.portBase + PORT_OFFSET,
  });
  return url;
}

/** Whether there was one to stop. */
export async function stopDatabases(project: Project): Promise<boolean> {
  const { kind } = await serverStatus(project.home.postgres);
  await stopServer(project.home.postgres);
  return kind === 'running';
}
