import { databaseFor } from '../database/database-for.ts';
import { discardServer, serverStatus, stopServer } from '../database/embedded/server.ts';
import { nonEmpty } from './home.ts';
import { DATABASE_OFFSET } from './local-ports.ts';
import type { Project } from './project.ts';

/** The environment's database: on the user's own server where `DATABASE_URL` names one, else on the home's embedded one. */
export async function databaseUrl(project: Project, environment: string): Promise<string> {
  const { url } = await databaseFor({
    environment,
    folder: project.home.postgres,
    externalUrl: nonEmpty(project.variables['DATABASE_URL']),
    port: project.portBase + DATABASE_OFFSET,
  });
  return url;
}

/** Whether there was one to stop. */
export async function stopDatabases(project: Project): Promise<boolean> {
  const { kind } = await serverStatus(project.home.postgres);
  await stopServer(project.home.postgres);
  return kind === 'running';
}

/**
 * Leaves nothing of the databases that were made for one job: where PostgreSQL may not enter the job's folder, its data lies
 * outside of what a runner empties.
 */
export async function discardDatabases(project: Project): Promise<void> {
  await discardServer(project.home.postgres);
}
