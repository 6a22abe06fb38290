import type { Deployments, NewStatus } from '../github/deployments.ts';
import { statusOfEnd, type EndOfDeployment } from './descriptions.ts';
import { payloadOf, type Payload } from './payload.ts';
import { recordedState, type RecordedDeployment, type RecordedState } from './recorded-state.ts';

/** Where an environment's record is, and what it says of every deployment there. */
export interface RecordPlace {
  readonly deployments: Deployments;
  readonly environment: string;
  readonly isProduction: boolean;
  /** The run's page. */
  readonly logUrl: string | null;
}

/** One deployment as it is recorded. */
export interface Recorded {
  readonly task: 'deploy' | 'rollback';
  readonly payload: Payload;
}

/** Beyond the live one: as many as a host keeps, and a rollback may choose from. */
const OLDER_RELEASES = 5;
/** What lies further back was not gone back to in a long time. */
const MOST_DEPLOYMENTS = 200;

/**
 * What the record says, from the newest deployment back to where the live one and a few good ones before it are known.
 * A request a deployment: GitHub lists no statuses with them.
 */
export async function readRecord({
  deployments,
  environment,
}: Pick<RecordPlace, 'deployments' | 'environment'>): Promise<RecordedState> {
  const found: RecordedDeployment[] = [];
  for await (const { id, task, payload: content } of deployments.list(environment)) {
    const payload = payloadOf(content);
    if (payload === undefined || (task !== 'deploy' && task !== 'rollback')) continue;
    found.push({ id, task, payload, statuses: await deployments.statuses(id) });
    if (isEnough(recordedState(found)) || found.length === MOST_DEPLOYMENTS) break;
  }
  return recordedState(found);
}

function isEnough({ previous, live }: RecordedState): boolean {
  return live !== null && previous.length >= OLDER_RELEASES;
}

/** Writes that a deployment begins, and gives its number. */
export async function recordStart(place: RecordPlace, { task, payload }: Recorded): Promise<number> {
  const { deployments, environment, isProduction } = place;
  return deployments.create({
    environment,
    isProduction,
    task,
    payload,
    commit: payload.commit,
    description: `${payload.kind} ${payload.release}`.slice(0, 140),
    isSame: (content) => payloadOf(content)?.deployment === payload.deployment,
  });
}

export async function recordProgress(place: RecordPlace, id: number): Promise<void> {
  await place.deployments.addStatus(id, status(place, { state: 'in_progress', description: 'begun' }));
}

/** Writes how it ended; what a release that serves supersedes becomes inactive, in production too. */
export async function recordEnd(
  place: RecordPlace,
  { id, end, url }: { id: number; end: EndOfDeployment; url: string | null },
): Promise<void> {
  const { state, description } = statusOfEnd(end);
  await place.deployments.addStatus(id, status(place, { state, description, environmentUrl: url }));
  if (state === 'success') await supersede(place, id);
}

/** The oldest first: whatever is older than a superseded one was superseded too, even when this is cut short. */
async function supersede(place: RecordPlace, id: number): Promise<void> {
  const { deployments } = place;
  for (const superseded of (await recordedAsServing(place, id)).toReversed()) {
    const description = `superseded by deployment ${id}`;
    await deployments.addStatus(superseded, status(place, { state: 'inactive', description }));
  }
}

async function recordedAsServing(
  { deployments, environment }: RecordPlace,
  before: number,
): Promise<number[]> {
  const found: number[] = [];
  let looked = 0;
  for await (const { id, payload } of deployments.list(environment)) {
    looked += 1;
    if (looked > MOST_DEPLOYMENTS) break;
    if (id >= before || payloadOf(payload) === undefined) continue;
    const statuses = await deployments.statuses(id);
    const [latest] = statuses;
    if (latest?.state === 'success') found.push(id);
    else if (latest?.state === 'inactive' && statuses.some(({ state }) => state === 'success')) break;
  }
  return found;
}

function status(
  { logUrl }: RecordPlace,
  given: Pick<NewStatus, 'state' | 'description'> & { environmentUrl?: string | null },
): NewStatus {
  return { logUrl, environmentUrl: null, ...given };
}
