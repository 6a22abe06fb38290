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
import { databaseUrl } from './databases.ts';
import type { Environment, Project } from './project.ts';

type LocalSecret = Policy['local']['secrets'][number];

/** 256 bits: nothing weaker than what the contract asks for, and never the same twice. */
const SECRET_BYTES = 32;
const WAIT_MS = 20_000;

/**
 * What an environment gives to a release: the policy's open values, over them the home's own file with its secrets, and
 * the database's address unless that file has one or the application needs none. `UserError` configuration-invalid for what a host could not write down.
 */
export async function configurationOf(project: Project, environment: Environment): Promise<Configuration> {
  const path = project.home.configurationFile(environment.name);
  const own = await withSecrets(path, project.policy.local.secrets);
  const given = { ...environment.policy.configuration, ...own };
  const isGivenOne = project.policy.application.database !== 'none' && !('DATABASE_URL' in own);
  const configuration = isGivenOne
    ? { ...given, DATABASE_URL: await databaseUrl(project, environment.name) }
    : given;
  formatConfiguration(configuration);
  return configuration;
}

/** Made-up secrets are written down once; a variable that is there, even an empty one, is the user's. */
async function withSecrets(path: string, secrets: readonly LocalSecret[]): Promise<Configuration> {
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
