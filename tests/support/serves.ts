import { expect } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { parseConfiguration } from '../../actions/src/configuration/environment-file.ts';
import { factsOf, leaksOf } from './environment-facts.ts';
import type { Outcome, Workbench } from './workbench.ts';

/** Exactly one whole release serves, it is the recorded one, nothing else runs, and every deployment has its end. */
export async function expectServing(
  bench: Workbench,
  environment: string,
  { release }: PackagedArtifact,
): Promise<void> {
  expect(await factsOf(bench, environment)).toMatchObject({
    recorded: release.id,
    serving: [release.id],
    running: [release.id],
    healthy: true,
    unfinished: [],
  });
}

/** Neither the outputs nor the journal tell a secret of the environment, its database's password included. */
export async function expectNoSecretIn(
  bench: Workbench,
  environment: string,
  outcomes: readonly Outcome[],
): Promise<void> {
  expect(await leaksOf(bench, environment, outcomes)).toEqual([]);
  const passwords = await passwordsOf(bench, environment);
  expect(outcomes.filter(({ text }) => passwords.some((password) => text.includes(password)))).toEqual([]);
}

/** What a command tells a person to do, from its JSON. */
export function remediesOf({ json }: Outcome): string[] {
  const findings = Array.isArray(json['findings']) ? (json['findings'] as { remedy?: string }[]) : [];
  return findings.map(({ remedy }) => remedy ?? '').filter((remedy) => remedy !== '');
}

/** Those within the addresses that releases were or would be configured with. */
async function passwordsOf({ home }: Workbench, environment: string): Promise<string[]> {
  const folder = join(home, 'hosts', environment, 'config');
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  const texts = await Promise.all(
    [...paths, join(home, 'config', `${environment}.env`)].map((path) => readFile(path, 'utf8')),
  );
  const values = texts.flatMap((text) => Object.values(parseConfiguration(text)));
  return values.map((value) => URL.parse(value)?.password ?? '').filter((password) => password !== '');
}
