import { DatabaseError, type Pool } from 'pg';

/** `schemaVersion`: the highest number of an applied migration; `null` before the first. */
export type DatabaseState =
  | { readonly status: 'up'; readonly latencyMs: number; readonly schemaVersion: number | null }
  | { readonly status: 'down'; readonly latencyMs: number; readonly reason: string };

export type DatabaseCheck = () => Promise<DatabaseState>;

const MAX_AGE_MS = 500;
const UNDEFINED_TABLE = '42P01';

/**
 * Asks the database for its schema version. Questions that come together share one answer, which is kept for 500 ms:
 * probes of many clients are no load. Never rejects; how long it can take is for the pool's own limits to say.
 */
export function createDatabaseCheck({ pool }: { readonly pool: Pick<Pool, 'query'> }): DatabaseCheck {
  let latest: { readonly state: Promise<DatabaseState>; expiresAt: number } | undefined;
  return () => {
    if (latest !== undefined && performance.now() < latest.expiresAt) return latest.state;
    const asked = { state: lookOnce(pool), expiresAt: Number.POSITIVE_INFINITY };
    latest = asked;
    void asked.state.then(() => {
      asked.expiresAt = performance.now() + MAX_AGE_MS;
    });
    return asked.state;
  };
}

async function lookOnce(pool: Pick<Pool, 'query'>): Promise<DatabaseState> {
  const started = performance.now();
  try {
    const schemaVersion = await readSchemaVersion(pool);
    return { status: 'up', latencyMs: since(started), schemaVersion };
  } catch (error) {
    return { status: 'down', latencyMs: since(started), reason: reasonOf(error) };
  }
}

async function readSchemaVersion(pool: Pick<Pool, 'query'>): Promise<number | null> {
  try {
    const { rows } = await pool.query<{ version: string | null }>(
      String.raw`SELECT max(substring(name FROM '^\d+')::bigint) AS version FROM pgmigrations`,
    );
    const version = rows[0]?.version ?? null;
    return version === null ? null : Number(version);
  } catch (error) {
    if (error instanceof DatabaseError && error.code === UNDEFINED_TABLE) return null;
    throw error;
  }
}

function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10;
}

/** The error's code and no more: its text can hold addresses, and the answer is public. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'no answer in time';
}
