import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDatabase } from '../embedded/ensure-database.ts';
import { discardServer, ensureServer, type EmbeddedServer } from '../embedded/server.ts';

export interface TemporaryServer {
  readonly server: EmbeddedServer;
  /** The URL of an empty database that nobody else uses. */
  newDatabase(): Promise<string>;
  /** Kills the server as the out-of-memory killer would, starts it again and gives the database’s URL from now on. */
  crash(databaseUrl: string): Promise<string>;
  /** Stops the server and removes everything of it. */
  discard(): Promise<void>;
}

/** A real PostgreSQL server for one test file, started in about a second. */
export async function startTemporaryServer(): Promise<TemporaryServer> {
  const parent = await mkdtemp(join(tmpdir(), 'tidegate-postgres-'));
  const folder = join(parent, 'database');
  let databases = 0;
  let server = await ensureServer({ folder });
  return {
    server,
    async newDatabase() {
      databases += 1;
      return await ensureDatabase({ server, name: `test-${databases}` });
    },
    async crash(databaseUrl) {
      process.kill(server.pid, 'SIGKILL');
      server = await ensureServer({ folder });
      const url = new URL(databaseUrl);
      url.port = String(server.port);
      return url.href;
    },
    async discard() {
      await discardServer(folder);
      await rm(parent, { recursive: true, force: true });
    },
  };
}
