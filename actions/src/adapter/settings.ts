import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigurationContract } from '../artifact/manifest.ts';

/** Where an adapted artifact keeps what is the service’s own: its files, and beside them its packages. */
export const SERVICE_FOLDER = 'service';
/** Loaded before the service, into the service’s own process. */
export const PRELOAD_FILE = 'adapter.mjs';
export const SETTINGS_FILE = 'adapter.json';

/** How the service is started, and what it is asked. */
export interface AdapterSettings {
  /** The program, below the service’s folder. */
  readonly entry: string;
  readonly arguments: readonly string[];
  /** Flags of Node.js itself, such as `--require ./tracing.js`. */
  readonly nodeFlags: readonly string[];
  /** The service’s own health route: it is ready when that answers with less than 400. */
  readonly health?: string | undefined;
  /** Which of several servers is the service: the one that asks for this port. Without it, the first. */
  readonly port?: number | undefined;
  readonly variables: ConfigurationContract['variables'];
}

/** Packaging wrote it, and the host compared it with its digest: it is read at each start, and not checked again. */
export function readSettings(release: string): AdapterSettings {
  return JSON.parse(readFileSync(join(release, SETTINGS_FILE), 'utf8')) as AdapterSettings;
}
