import { escapeIdentifier } from 'pg';
import { UserError } from '../errors.ts';
import {
  checkDatabase,
  nameOfDatabase,
  parseDatabaseUrl,
  sqlStateOf,
  textWithoutPassword,
  withConnection,
} from './connection.ts';

const INVALID_CATALOG_NAME = '3D000';
const DUPLICATE_DATABASE = '42P04';
/** Two CREATE DATABASE of one name at once: the second fails on the catalogue's index. */
const UNIQUE_VIOLATION = '23505';
/** PostgreSQL cuts longer names silently, and two environments would share one database. */
const NAME_BYTES = 63;

/**
 * The URL of the environment's database on a server of the user's own: `<name>_<environment>`, made if it is not there.
 * Fails with `database-unreachable`, also when it is missing and the role may not create it.
 */
export async function ensureExternalDatabase(request: { url: string; environment: string }): Promise<string> {
  const { url, database } = parseDatabaseUrl(request.url);
  const name = `${database}_${request.environment}`;
  if (Buffer.byteLength(name) > NAME_BYTES) throw tooLong(name);
  url.pathname = `/${encodeURIComponent(name)}`;
  const target = url.href;
  if (!(await isThere(target))) await create(request.url, name);
  await checkDatabase(target);
  return target;
}

async function isThere(url: string): Promise<boolean> {
  try {
    await checkDatabase(url);
    return true;
  } catch (error) {
    if (sqlStateOf(error) === INVALID_CATALOG_NAME) return false;
    throw error;
  }
}

async function create(url: string, name: string): Promise<void> {
  try {
    await withConnection(url, (client) => client.query(`CREATE DATABASE ${escapeIdentifier(name)}`));
  } catch (error) {
    const state = sqlStateOf(error) ?? '';
    if ([DUPLICATE_DATABASE, UNIQUE_VIOLATION].includes(state)) return;
    if (error instanceof UserError) throw error;
    throw new UserError({
      code: 'database-unreachable',
      message: `There is no database ${name} at ${nameOfDatabase(url)}, and it can’t be created: ${textWithoutPassword(error, url)}.`,
      remedy: `Have an administrator run: CREATE DATABASE ${escapeIdentifier(name)} OWNER ${escapeIdentifier(roleOf(url))};`,
      cause: error,
    });
  }
}

function roleOf(url: string): string {
  return decodeURIComponent(parseDatabaseUrl(url).url.username);
}

function tooLong(name: string): UserError {
  return new UserError({
    code: 'database-unreachable',
    message: `The database’s name ${name} is longer than the ${NAME_BYTES} bytes that PostgreSQL keeps.`,
    remedy: 'Give DATABASE_URL a shorter database name, or the environment a shorter name.',
  });
}
