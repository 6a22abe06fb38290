import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseConfiguration, type Configuration } from '../configuration/environment-file.ts';
import { isSystemError } from '../errors.ts';
import type { Policy } from '../policy/schema.ts';
import { databaseUrl } from './databases.ts';
import type { Environment, Project } from './project.ts';

type LocalSecret = Policy['local']['secrets'][number];

/** 256 bits: nothing weaker than what the contract asks for, and never the same twice. */
const SECRET_BYTES = 32;

/**
 * What an environment gives to a release: the policy's open values, over them the home's own file with its secrets, and
 * the database's address unless that file has one.
 */
export async function configurationOf(project: Project, environment: Environment): Promise<Configuration> {
  const path = project.home.configurationFile(environment.name);
  const own = await withSecrets(path, project.policy.local.secrets);
  const configuration = { ...environment.policy.configuration, ...own };
  if ('DATABASE_URL' in own) return configuration;
  return { ...configuration, DATABASE_URL: await databaseUrl(project, environment.name) };
}

/** Made-up secrets are written down once; a variable that is there, even an empty one, is the user's. */
async function withSecrets(path: string, secrets: readonly LocalSecret[]): Promise<Configuration> {
  const present = parseConfiguration(await readIfThere(path));
  const made = secrets
    .filter(({ name }) => !(name in present))
    .map(
      ({ name, prefix, suffix }) =>
        [name, `${prefix}${randomBytes(SECRET_BYTES).toString('base64url')}${suffix}`] as const,
    );
  if (made.length === 0) return present;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'a', 0o600);
  try {
    await file.writeFile(made.map(([name, value]) => `${name}='${value}'\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  return { ...present, ...Object.fromEntries(made) };
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  }
}
