import { join } from 'node:path';
import { manifestSchema, type Manifest } from '../artifact/manifest.ts';
import { parseConfiguration } from '../configuration/environment-file.ts';
import type { LiveSchema } from '../database/migrations/schema.ts';
import { UserError } from '../errors.ts';
import { releaseVariables, type Instance } from '../host/layout.ts';
import type { Lock } from '../host/lock.ts';
import { readRecord } from '../host/read-record.ts';
import type { StepFinished, StepName, Timings } from '../ledger/events.ts';
import type { Journal } from '../ledger/journal.ts';
import type { Files } from '../ports/files.ts';
import type { Service } from '../supervisor/supervisor.ts';
import type { Caller, DeploymentPorts } from './ports.ts';
import type { DeploymentRequest, Limits } from './request.ts';

/** One deployment under way: what its steps share. */
export interface Run {
  readonly ports: DeploymentPorts;
  readonly request: DeploymentRequest;
  readonly caller: Caller;
  readonly lock: Lock;
  readonly journal: Journal;
  readonly candidate: Instance;
  /** Fixed before anything changes; `undefined` when nothing good served here. */
  readonly target: Instance | undefined;
  /** Why the target can't be reverted to: then the deployment is refused. */
  readonly targetProblem: string | undefined;
  /** What `current.sock` led to when the deployment began. */
  readonly serving: Instance | undefined;
  readonly timings: Timings;
  readonly marks: Marks;
}

/** An environment that nobody else changes meanwhile. */
export type HeldEnvironment = Pick<Run, 'lock' | 'journal'>;

/** What the run learns on its way; points in time are the monotonic clock's. */
export interface Marks {
  readonly began: number;
  /** How often the target had been started when it was proven: more means that it died since. */
  readonly targetStarts: number | undefined;
  /** Why the target can't run on the schema as it is since the migrations, if it can't. */
  targetOutgrown?: string | undefined;
  switchedAt?: number;
  detectedAt?: number;
  decidedAt?: number;
}

export interface Step {
  readonly name: StepName;
  /** Observes before it acts, so that doing it twice is doing it once. Throws `StepFailed` or `UserError`. */
  perform(run: Run): Promise<string | undefined>;
  /** What it found out that whoever goes on from the journal must know. */
  found?(run: Run): Pick<StepFinished, 'targetOutgrown'>;
}

/** The database that the candidate is configured with, where it has one. */
export async function databaseUrlFor({
  ports,
  request,
  candidate,
}: Pick<Run, 'ports' | 'request' | 'candidate'>): Promise<string | undefined> {
  if (request.configuration !== undefined) return request.configuration['DATABASE_URL'];
  if (!(await ports.files.exists(candidate.configFile))) return undefined;
  return parseConfiguration(await ports.files.readText(candidate.configFile))['DATABASE_URL'];
}

/** For the record: `undefined` where there is no database, or it does not answer. Whoever decides by it asks anew. */
export async function schemaFor(
  run: Pick<Run, 'ports' | 'request' | 'candidate'>,
): Promise<LiveSchema | undefined> {
  const url = await databaseUrlFor(run);
  if (url === undefined) return undefined;
  try {
    return await run.ports.database.schema(url);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

export async function readUnpackedManifest(files: Files, releaseFolder: string): Promise<Manifest> {
  return manifestSchema.parse(JSON.parse(await files.readText(join(releaseFolder, 'manifest.json'))));
}

/** For what is only told of: `undefined` when the release is gone, or its manifest is damaged. */
export async function schemaRangeOf(
  files: Pick<Files, 'readText'>,
  { releaseFolder }: Pick<Instance, 'releaseFolder'>,
): Promise<Manifest['schema'] | undefined> {
  return (await readRecord(files, join(releaseFolder, 'manifest.json'), manifestSchema))?.schema;
}

/** How an instance is run: secrets come from its configuration file, never from here. */
export async function serviceOf(
  { files, layout }: Pick<DeploymentPorts, 'files' | 'layout'>,
  limits: Limits,
  instance: Instance,
): Promise<Service> {
  const manifest = await readUnpackedManifest(files, instance.releaseFolder);
  return {
    name: instance.name,
    argv: [process.execPath, join(instance.releaseFolder, manifest.entry)],
    cwd: instance.releaseFolder,
    configFile: instance.configFile,
    env: {
      PATH: process.env['PATH'] ?? '',
      ...releaseVariables(instance),
      DRAIN_MS: String(limits.drain),
    },
    logFile: join(layout.logs, `${instance.name}.log`),
    stopWithinMs: limits.stopWithin,
  };
}
