import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ignoreMissing, UserError } from '../errors.ts';
import { readNpmrc } from './npmrc.ts';

export interface Registry {
  /** Ends with a slash. */
  readonly url: URL;
  /** The header’s value: a secret. */
  readonly authorization: string | undefined;
  readonly secrets: readonly string[];
}

type Settings = ReadonlyMap<string, string>;

/**
 * The registry that npm would ask: the one that is given, `npm_config_registry`, the folder’s `.npmrc`, the user’s, or what
 * npm itself takes then; with its token. https://docs.npmjs.com/cli/configuring-npm/npmrc
 */
export async function configuredRegistry(facts: {
  folder: string;
  variables: Readonly<Record<string, string | undefined>>;
  given?: string | undefined;
}): Promise<Registry> {
  const { folder, variables, given } = facts;
  const environment = fromVariables(variables);
  const home = environment.get('userconfig') ?? join(variables['HOME'] ?? homedir(), '.npmrc');
  const layers = [
    environment,
    ...(await Promise.all([join(folder, '.npmrc'), home].map((path) => readSettings(path, variables)))),
  ];
  function setting(name: string): string | undefined {
    return layers.map((layer) => layer.get(name)).find((value) => value !== undefined && value !== '');
  }
  const url = registryUrl(given ?? setting('registry') ?? (await npmsOwn(folder, variables)));
  return { url, ...credentials(url, setting) };
}

/** What npm was built with, or its global configuration says. */
async function npmsOwn(
  folder: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  try {
    const asked = promisify(execFile)('npm', ['config', 'get', 'registry'], {
      cwd: folder,
      env: { ...variables },
    });
    return (await asked).stdout.trim();
  } catch (cause) {
    throw new UserError({
      code: 'program-missing',
      message: 'Expected npm to say which registry it asks; it could not be run.',
      remedy: 'Name the registry by the input `registry`, or in .npmrc.',
      cause,
    });
  }
}

/** `npm_config_…` in either case; dashes are written as underscores. */
function fromVariables(variables: Readonly<Record<string, string | undefined>>): Settings {
  const entries = Object.entries(variables).flatMap(([name, value]): [string, string][] => {
    const [, setting] = /^npm_config_(.+)$/i.exec(name) ?? [];
    if (setting === undefined || value === undefined) return [];
    return [[setting.startsWith('//') ? setting : setting.toLowerCase().replaceAll('_', '-'), value]];
  });
  return new Map(entries);
}

async function readSettings(
  path: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Settings> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    ignoreMissing(error);
    return '';
  });
  return readNpmrc(text, variables);
}

function registryUrl(text: string): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '') return url;
  throw new UserError({
    code: 'inputs-invalid',
    message: 'Expected the registry to be an http or https address without a user in it; found another.',
    remedy: 'Mend the input `registry`, npm_config_registry, or the line of .npmrc.',
  });
}

/** As npm does, for the registry’s own address or the nearest folder above it. */
function credentials(
  url: URL,
  setting: (name: string) => string | undefined,
): Pick<Registry, 'authorization' | 'secrets'> {
  for (let place = `//${url.host}${url.pathname}`; place.length > 2; place = place.replace(/[^/]*\/$/, '')) {
    const token = setting(`${place}:_authToken`);
    if (token !== undefined) return { authorization: `Bearer ${token}`, secrets: [token] };
    const basic = setting(`${place}:_auth`);
    if (basic !== undefined) return { authorization: `Basic ${basic}`, secrets: [basic] };
  }
  return { authorization: undefined, secrets: [] };
}
