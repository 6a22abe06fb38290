import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { migratedDatabase, type MigratedDatabase } from './migrated-database.ts';
import { startTemporaryServer, type TemporaryServer } from './temporary-server.ts';

/** One server for the tests of a file, and a database of its own for each of them: the one of the test that runs now. */
export function eachDatabase(): () => MigratedDatabase {
  let server: TemporaryServer;
  let database: MigratedDatabase;
  beforeAll(async () => {
    server = await startTemporaryServer();
  });
  afterAll(async () => {
    await server.discard();
  });
  beforeEach(async () => {
    database = await migratedDatabase(await server.newDatabase());
  });
  afterEach(async () => {
    await database.discard();
  });
  return () => database;
}
