import { parseConfiguration, type Configuration } from '../configuration/environment-file.ts';
import { fingerprints } from '../configuration/fingerprints.ts';
import type { LiveSchema } from '../database/migrations/schema.ts';
import type { DeploymentPorts } from '../deployment/ports.ts';
import { askReady } from '../deployment/readiness.ts';
import { schemaRangeOf } from '../deployment/run.ts';
import { readCurrent } from '../host/current.ts';
import { instanceOf } from '../host/layout.ts';
import type { Served } from '../ledger/events.ts';
import { readJournal } from '../ledger/journal.ts';
import { environmentState, newestGoodBefore } from '../ledger/state.ts';
import type { Observation } from './protocol.ts';

/** What is recorded, and whether the world is so. Changes nothing and takes no lock. */
export async function observe(
  ports: DeploymentPorts,
  { salt, databaseUrl }: { salt: string; databaseUrl?: string | undefined },
): Promise<Observation> {
  const { files, layout, front } = ports;
  const state = environmentState(await readJournal({ files, path: layout.journal }));
  const last = state.deployments.at(-1);
  const isFrontServing = await front.isServing();
  return {
    live: state.live ?? null,
    since: state.since ?? null,
    previous: newestGoodBefore(state, state.live)?.served ?? null,
    releases: await Promise.all(
      state.releases.map(async ({ served, mark, order }) => ({
        served,
        order,
        mark: mark ?? null,
        schema: (await schemaRangeOf(files, instanceOf(layout, served))) ?? null,
      })),
    ),
    lastDeployment:
      last === undefined
        ? null
        : { started: last.started, startedAt: last.startedAt, ended: last.ended ?? null },
    requests: state.deployments.flatMap(({ started: { request, candidate }, ended }) =>
      request === undefined || ended?.outcome !== 'deployed' ? [] : [{ request, candidate }],
    ),
    isFrontServing,
    isHealthy: isFrontServing && (await liveAnswers(ports, state.live)),
    configuration: fingerprints(await liveConfiguration(ports, state.live), salt),
    schema: databaseUrl === undefined ? null : await liveSchema(ports, databaseUrl),
  };
}

async function liveAnswers(
  { files, layout, network }: DeploymentPorts,
  live: Served | undefined,
): Promise<boolean> {
  if (live === undefined) return false;
  const instance = instanceOf(layout, live);
  if ((await readCurrent(files, layout)) !== instance.name) return false;
  return (await askReady(network, instance)).kind === 'ready';
}

async function liveConfiguration(
  { files, layout }: DeploymentPorts,
  live: Served | undefined,
): Promise<Configuration> {
  if (live === undefined) return {};
  const { configFile } = instanceOf(layout, live);
  return (await files.exists(configFile)) ? parseConfiguration(await files.readText(configFile)) : {};
}

async function liveSchema({ database }: DeploymentPorts, databaseUrl: string): Promise<LiveSchema | null> {
  try {
    return await database.schema(databaseUrl);
  } catch {
    // A plan can be shown without it; the deployment itself checks the database.
    return null;
  }
}
