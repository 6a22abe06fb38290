import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '../artifact/manifest.ts';
import type { Configuration } from '../configuration/environment-file.ts';
import type { ApplicationPolicy } from '../policy/schema.ts';
import type { Release } from '../release/release.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** What a gate looks at. */
export interface GateSubject {
  readonly release: Release;
  readonly manifest: Manifest;
  /** The artifact's file. */
  readonly archive: string;
  readonly repository: string;
  readonly application: ApplicationPolicy;
  readonly environment: { readonly name: string; readonly nodeEnv: string };
  readonly configuration: Configuration;
  /** A folder of the gate's own, removed afterwards. */
  readonly scratch: string;
  readonly note: (text: string) => void;
}

/**
 * Looks at one thing and gives a verdict. Each gate is a folder here with a `gate.ts` that exports `gate`; a line of the
 * policy puts it before an environment.
 */
export interface Gate {
  /** Whether its evidence holds for the artifact alone, or for the artifact with one environment's configuration. */
  readonly boundTo: 'artifact' | 'configuration';
  look(subject: GateSubject): Promise<Verdict>;
}

/** The gates that there are: the folders beside this file. */
export async function gateNames(): Promise<string[]> {
  const entries = await readdir(fileURLToPath(new URL('.', import.meta.url)), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** `name` comes from a policy that was checked against `gateNames`. */
export async function loadGate(name: string): Promise<Gate> {
  const module = (await import(`./${name}/gate.ts`)) as { gate: Gate };
  return module.gate;
}
