import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatConfiguration } from '../../../configuration/environment-file.ts';
import type { ContractVariable } from '../../../configuration/facts.ts';
import type { Arranged, Plant } from '../../plant.ts';

/** What is unlike the good case. */
export interface Case {
  /** Over the good values; `undefined` leaves one out. */
  readonly values?: Readonly<Record<string, string | undefined>>;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The step’s `env:`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** More files, or others in place of those of the good case. */
  readonly files?: Readonly<Record<string, string>>;
  readonly close?: () => Promise<void>;
}

/** This checkout’s own application: a contract that is strict by itself. */
export const STRICT_CONTRACT = fileURLToPath(
  new URL('../../../../../app/src/check-config.ts', import.meta.url),
);

export const DECLARED: readonly ContractVariable[] = [
  declared('NODE_ENV', 'choice', { required: true }),
  declared('API_KEY', 'secret', { required: true, secret: true }),
  declared('JWT_SECRET', 'secret', { required: true, secret: true }),
  declared('DATABASE_URL', 'url', { secret: true }),
  declared('SITE_URL', 'url'),
  declared('CORS_ORIGIN', 'origins'),
  declared('METRICS', 'boolean'),
];

/** A contract that refuses nothing, so that what is seen is seen by the gate. */
export function laxContract(variables: readonly ContractVariable[] = DECLARED, before = ''): string {
  return `${before}
    if (process.argv.includes('--contract')) console.log(${JSON.stringify(JSON.stringify({ variables }))});
    else console.log('{"verdict":"pass","problems":[]}');`;
}

export function goodValues(): Record<string, string> {
  return {
    NODE_ENV: 'production',
    API_KEY: madeUp(),
    JWT_SECRET: madeUp(),
    DATABASE_URL: `postgresql://app:${madeUp()}@db.internal:5432/app`,
    SITE_URL: 'https://shop.test',
    CORS_ORIGIN: 'https://shop.test',
    METRICS: 'true',
  };
}

/** A secret of so many characters, never the same twice. */
export function madeUp(characters = 40): string {
  return randomBytes(characters).toString('base64url').slice(0, characters);
}

export function plant(
  defect: string,
  [verdict, reasonCode, ...rows]: readonly [Plant['verdict'], Plant['reasonCode'], ...string[]],
  make: (workspace: string) => Case | Promise<Case>,
): Plant {
  return {
    action: 'config-validation',
    defect,
    verdict,
    reasonCode,
    ...(rows.length === 0 ? {} : { rows }),
    arrange: async (workspace) => arranged(workspace, await make(workspace)),
  };
}

async function arranged(
  workspace: string,
  { values, inputs, variables, files, close }: Case,
): Promise<Arranged> {
  const given = Object.entries({ ...goodValues(), ...values }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const all = {
    'check-config.mjs': laxContract(),
    'production.env': formatConfiguration(Object.fromEntries(given)),
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), content);
  }
  return {
    inputs: { environment: 'production', contract: 'check-config.mjs', files: 'production.env', ...inputs },
    ...(variables === undefined ? {} : { variables }),
    ...(close === undefined ? {} : { close }),
  };
}

function declared(
  name: string,
  kind: string,
  { required = false, secret = false }: { required?: boolean; secret?: boolean } = {},
): ContractVariable {
  return { name, kind, required, secret, description: `What ${name} is for` };
}
