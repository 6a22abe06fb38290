import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  formatConfiguration,
  parseConfiguration,
  type Configuration,
} from '../configuration/environment-file.ts';
import { isSystemError, UserError } from '../errors.ts';
import { Lock } from '../host/lock.ts';
import type { Policy } from '../policy/schema.ts';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { systemProcesses } from '../ports/processes.ts';

type LocalSecret = Policy['local']['secrets'][number];

/** 256 bits: nothing weaker than what the contract asks for, and never the same twice. */
const SECRET_BYTES = 32;
const WAIT_MS = 20_000;

/**
 * What stands in an environment's own file of the home. Made-up secrets are written down once; a variable that is there,
 * even an empty one, is the user's. `UserError` configuration-invalid.
 */
export async function localSecrets(path: string, secrets: readonly LocalSecret[]): Promise<Configuration> {
  const present = parseConfiguration(await readIfThere(path));
  if (missingFrom(present, secrets).length === 0) return present;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const ports = { files: systemFiles, clock: systemClock, processes: systemProcesses };
  const wish = { purpose: 'making up secrets', waitMs: WAIT_MS };
  const lock = await Lock.acquire({ ...ports, path: `${path}.lock` }, wish);
  try {
    return await addSecrets(path, secrets);
  } finally {
    await lock.release();
  }
}

async function addSecrets(path: string, secrets: readonly LocalSecret[]): Promise<Configuration> {
  const text = await readIfThere(path);
  const present = parseConfiguration(text);
  const made = Object.fromEntries(
    missingFrom(present, secrets).map((secret) => [secret.name, madeUp(secret)]),
  );
  const all = { ...present, ...made };
  const added = `${text === '' || text.endsWith('\n') ? '' : '\n'}${formatConfiguration(made)}`;
  // A quotation mark that is still open would swallow what is added.
  if (!isDeepStrictEqual(parseConfiguration(`${text}${added}`), all)) throw openQuotation(path);
  await systemFiles.appendDurably(path, added);
  await chmod(path, 0o600);
  return all;
}

function missingFrom(present: Configuration, secrets: readonly LocalSecret[]): LocalSecret[] {
  return secrets.filter(({ name }) => !(name in present));
}

function madeUp({ prefix, suffix }: LocalSecret): string {
  return `${prefix}${randomBytes(SECRET_BYTES).toString('base64url')}${suffix}`;
}

function openQuotation(path: string): UserError {
  return new UserError({
    code: 'configuration-invalid',
    message: `Expected lines NAME=value in ${path}; a quotation mark in it is never closed.`,
    remedy: 'Close it: a value with one kind of quotation mark stands between two of another kind.',
  });
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  }
}
