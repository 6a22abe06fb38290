import { Client, DatabaseError } from 'pg';
import { isSystemError, messageOf, UserError } from '../errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Connects to PostgreSQL. Fails with `database-unreachable`, which names the server and the database but never
 * the password; its `cause` is the driver's error (see `sqlStateOf`).
 */
export async function connect(url: string, timeoutMs = CONNECT_TIMEOUT_MS): Promise<Client> {
  parseDatabaseUrl(url);
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    application_name: 'tidegate',
    keepAlive: true,
  });
  // A connection lost while idle is an event; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw unreachable(url, error);
  }
}

/** Runs `work` on a connection of its own and closes it. One that is lost meanwhile fails with `database-unreachable`. */
export async function withConnection<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  const connection = { isLost: false };
  client.once('error', () => {
    connection.isLost = true;
  });
  try {
    return await work(client);
  } catch (error) {
    if (!(error instanceof UserError) && (connection.isLost || isServerLeaving(error)))
      throw lost(url, error);
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether PostgreSQL answers and lets us in. Fails with `database-unreachable`. */
export async function checkDatabase(url: string): Promise<void> {
  await withConnection(url, (client) => client.query('SELECT 1'));
}

/** Class 57P: the server ends the session, or itself; https://www.postgresql.org/docs/current/errcodes-appendix.html. */
export function isServerLeaving(error: unknown): boolean {
  return sqlStateOf(error)?.startsWith('57P') === true;
}

/** The URL with its database's name decoded. Fails with `database-unreachable` and never repeats the text. */
export function parseDatabaseUrl(text: string): { readonly url: URL; readonly database: string } {
  const url = URL.parse(text);
  const known = url?.protocol === 'postgres:' || url?.protocol === 'postgresql:';
  const database = known ? decoded(url.pathname.slice(1)) : '';
  if (url === null || !known || database === '') {
    throw new UserError({
      code: 'database-unreachable',
      message:
        'Expected a database URL such as postgres://role:password@host:5432/database; found another text.',
      remedy: 'Correct DATABASE_URL; special characters of the password must be percent-encoded.',
    });
  }
  return { url, database };
}

/** The five characters of PostgreSQL's error code, of the error or of its cause; `undefined` for any other error. */
export function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof DatabaseError) return error.code;
  return error instanceof Error && error.cause !== undefined ? sqlStateOf(error.cause) : undefined;
}

/** An error's text without the URL's password, however the driver came to repeat it. */
export function textWithoutPassword(error: unknown, url: string): string {
  const encoded = URL.parse(url)?.password ?? '';
  const secrets = [url, encoded, decoded(encoded)].filter((secret) => secret !== '');
  return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), describe(error));
}

/** `host:port/database`, for messages. */
export function nameOfDatabase(text: string): string {
  const { url, database } = parseDatabaseUrl(text);
  return `${url.hostname}:${url.port === '' ? '5432' : url.port}/${database}`;
}

function lost(url: string, error: unknown): UserError {
  return new UserError({
    code: 'database-unreachable',
    message: `The connection to PostgreSQL at ${nameOfDatabase(url)} was lost: ${textWithoutPassword(error, url)}.`,
    remedy: 'See that the server runs, then run this again: it continues with what is not done yet.',
    cause: error,
  });
}

function unreachable(url: string, error: unknown): UserError {
  const state = sqlStateOf(error);
  return new UserError({
    code: 'database-unreachable',
    message: `PostgreSQL at ${nameOfDatabase(url)} does not let us in: ${textWithoutPassword(error, url)}${
      state === undefined ? '' : ` (SQL state ${state})`
    }.`,
    remedy: isSystemError(error, 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH')
      ? 'See that the server runs and that DATABASE_URL names its host and port.'
      : 'See that DATABASE_URL names a role that may connect, and that the server is not overloaded.',
    cause: error,
  });
}

/** Node joins one error per address tried into an error without a text of its own. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return messageOf(error);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
