import { Pool, type PoolConfig, type QueryResultRow } from 'pg';
import type { Logger } from 'pino';
import type { Configuration } from '../config/configuration.ts';
import { createDatabaseCheck, type DatabaseCheck } from './database-check.ts';

export interface Database {
  query<Row extends QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Never rejects, and takes at most 2 s (1 s to connect, 1 s to ask); an answer is at most 500 ms old. */
  readonly check: DatabaseCheck;
  /** Closes all connections, after the queries under way (6 s at most). Never fails. */
  close(): Promise<void>;
}

/** Connects when first asked. A connection that is lost is logged and replaced: it never ends the process. */
export function openDatabase(facts: {
  readonly configuration: Configuration;
  readonly log: Logger;
}): Database {
  const { configuration, log } = facts;
  const shared: PoolConfig = {
    connectionString: configuration.database.url.reveal(),
    application_name: `assistantapp ${configuration.release.id ?? ''}`.trim(),
    keepAlive: true,
    idleTimeoutMillis: 30_000,
  };
  const pool = new Pool({
    ...shared,
    max: configuration.database.poolSize,
    connectionTimeoutMillis: 3000,
    // The server gives up before the client does, so that no query runs on unattended.
    statement_timeout: 5000,
    query_timeout: 6000,
    idle_in_transaction_session_timeout: 10_000,
  });
  // A connection of its own: a pool that is busy is not a database that is down.
  const checkPool = new Pool({
    ...shared,
    max: 1,
    connectionTimeoutMillis: 1000,
    statement_timeout: 1000,
    query_timeout: 1000,
  });
  for (const each of [pool, checkPool]) {
    each.on('error', (error) => {
      log.warn({ err: error }, 'A connection to the database was lost');
    });
  }
  return {
    query: async <Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []) => {
      const { rows } = await pool.query<Row>(sql, [...values]);
      return rows;
    },
    check: createDatabaseCheck({ pool: checkPool }),
    async close() {
      await Promise.allSettled([pool.end(), checkPool.end()]);
    },
  };
}
