import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findDrift, type PolicyNames } from '../configuration/drift/find-drift.ts';
import { scanSources } from '../configuration/drift/scan-sources.ts';
import type { ConfigurationFacts } from '../configuration/facts.ts';
import { judgeConfiguration } from '../configuration/judge.ts';
import { readEnvironmentFile, type EnvironmentFile } from '../configuration/strict-environment-file.ts';
import { variablesIn } from '../configuration/variables.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Finding, Verdict } from '../verdict/verdict.ts';
import { refusedByContract } from './ask-contract.ts';

/** A configuration with all that it is looked at beside. */
export interface ConfigurationSubject extends Omit<ConfigurationFacts, 'refused' | 'example'> {
  /** The contract's program: an absolute path. */
  readonly program: string;
  /** The folder that `example` and `sources` are below. */
  readonly root: string;
  readonly example: string | undefined;
  readonly sources: readonly string[];
  readonly policy: PolicyNames | undefined;
}

/**
 * Asks the contract, reads the example and the code, and judges. `UserError` build-incomplete where the contract gives no
 * answer, configuration-unreadable for an example that is not there, nothing-examined for sources that are none.
 */
export async function lookAtConfiguration(subject: ConfigurationSubject): Promise<Verdict> {
  const { program, configuration, contract } = subject;
  const variables = variablesIn(subject);
  const isNothing = variables.length === 0 || contract.length === 0;
  if (isNothing) return judgeConfiguration({ ...subject, refused: [], example: {} });
  const example = await readExample(subject);
  return judgeConfiguration({
    ...subject,
    refused: await refusedByContract({ program, configuration, variables }),
    example: example?.file.configuration ?? {},
    elsewhere: [...subject.elsewhere, ...(await driftIn(subject, example)), ...mistakesIn(example)],
  });
}

interface Example {
  readonly path: string;
  readonly file: EnvironmentFile;
}

async function readExample({ root, example: path }: ConfigurationSubject): Promise<Example | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(resolve(root, path), 'utf8').catch((cause: unknown) => {
    throw new UserError({
      code: 'configuration-unreadable',
      message: `Expected the example file ${path}, which can’t be read: ${messageOf(cause)}`,
      remedy: 'Name the file from the working directory.',
      cause,
    });
  });
  return { path, file: readEnvironmentFile(text) };
}

async function driftIn(
  subject: ConfigurationSubject,
  example: Example | undefined,
): Promise<readonly Finding[]> {
  const { contract, policy, root, sources, demands } = subject;
  const scanned = { root, places: sources, names: contract.map(({ name }) => name) };
  return findDrift({
    contract,
    policy,
    example: example === undefined ? undefined : { path: example.path, lines: example.file.lines },
    sources: sources.length === 0 ? undefined : await scanSources(scanned),
    alsoRead: demands.alsoRead,
  });
}

function mistakesIn(example: Example | undefined): Finding[] {
  if (example === undefined) return [];
  const { path, file } = example;
  return file.mistakes.map(({ code, line, message, remedy }) => ({
    code,
    place: `${path}:${line}`,
    message,
    remedy,
  }));
}
