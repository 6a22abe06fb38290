import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Configuration } from '../configuration/environment-file.ts';
import { configurationHash } from '../configuration/environment-file.ts';
import type { Mirrored } from '../configuration/facts.ts';
import { parseFingerprints, type Fingerprints } from '../configuration/parity/fingerprint-file.ts';
import { makeFingerprints } from '../configuration/parity/make-fingerprints.ts';
import type { Variable } from '../configuration/variables.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Runner } from '../runner/runner.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { Inputs } from './inputs.ts';

interface Own {
  readonly configuration: Configuration;
  readonly variables: readonly Variable[];
  /** The secret that the runs of both environments hold. */
  readonly key: string | undefined;
}

/** 16 characters at least: an HMAC with a key that can be guessed shows what it hides. */
const LEAST_KEY = 16;

/** The secret that fingerprints are keyed with. `UserError` parity-unproven for one that is named and not there. */
export function fingerprintKey(inputs: Inputs, variables: Runner['variables']): string | undefined {
  const name = inputs['fingerprint-key'];
  if (name === undefined) return undefined;
  const key = variables[name] ?? '';
  if (key.length >= LEAST_KEY) return key;
  throw new UserError({
    code: 'parity-unproven',
    message: `Expected a secret of ${LEAST_KEY} characters and more in ${name}, for the fingerprints; ${key === '' ? 'it is empty' : 'it is shorter'}.`,
    remedy: 'Hand it on by name in the step’s env, or leave fingerprint-key out.',
  });
}

/** `mirrors` is the environment that the policy wants to be mirrored. */
export async function mirroredEnvironment(
  inputs: Inputs,
  own: Own,
  mirrors: string | undefined,
): Promise<Mirrored | Finding | undefined> {
  if (inputs.mirrors === undefined)
    return mirrors === undefined ? undefined : notCompared(inputs.environment, mirrors);
  const path = inputs.mirrors;
  const text = await readFile(resolve(inputs['working-directory'], path), 'utf8').catch((cause: unknown) => {
    throw new UserError({
      code: 'parity-unproven',
      message: `Expected the fingerprints of the environment that ${inputs.environment} mirrors, which can’t be read: ${messageOf(cause)}`,
      remedy: 'Run the gate for that environment first, and hand the file that it writes on to this run.',
      cause,
    });
  });
  const other = parseFingerprints(text, path);
  const { environment } = inputs;
  if (mirrors !== undefined && other.environment !== mirrors) return notCompared(environment, mirrors);
  const stale = isOfAnotherArtifact(other, inputs) ? staleFingerprints(other) : undefined;
  return stale ?? { other, own: makeFingerprints({ ...own, environment, salt: other.salt }) };
}

export interface WrittenFingerprints {
  readonly path: string;
  readonly content: Fingerprints;
}

/** Nothing where there is nothing to be shown. */
export async function writeFingerprints(inputs: Inputs, own: Own): Promise<WrittenFingerprints | undefined> {
  const { environment, 'working-directory': root, 'artifact-digest': artifact = null } = inputs;
  if (own.variables.length === 0) return undefined;
  const path = inputs.fingerprints ?? `.tidegate/fingerprints/${environment}.json`;
  const salt = randomBytes(16).toString('hex');
  const content: Fingerprints = {
    version: 1,
    configHash: configurationHash(own.configuration),
    artifact,
    salt,
    ...makeFingerprints({ ...own, environment, salt }),
  };
  await mkdir(dirname(resolve(root, path)), { recursive: true });
  await writeFile(resolve(root, path), `${JSON.stringify(content, undefined, 2)}\n`);
  return { path, content };
}

function isOfAnotherArtifact({ artifact }: Fingerprints, inputs: Inputs): boolean {
  const digest = inputs['artifact-digest'];
  return artifact !== null && digest !== undefined && artifact !== digest;
}

function staleFingerprints({ environment }: Fingerprints): Finding {
  return {
    code: 'parity-unproven',
    message: `Expected the fingerprints of ${environment} to be of this artifact; they are of another.`,
    remedy: `Run the gate for ${environment} with this artifact first.`,
  };
}

function notCompared(environment: string, mirrors: string): Finding {
  return {
    code: 'parity-unproven',
    message: `Expected ${environment} to be compared with ${mirrors}, which it mirrors by the policy; the step was given no fingerprints of ${mirrors}.`,
    remedy: `Hand on the file that the run for ${mirrors} wrote as the input mirrors, or set gates.config.parity to false.`,
  };
}
