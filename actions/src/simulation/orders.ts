import { clearMark } from '../deployment/clear.ts';
import { confirmDeployment, abandonDeployment, hashOfToken } from '../deployment/confirmation.ts';
import { deploy } from '../deployment/deploy.ts';
import type { Caller, DeploymentPorts } from '../deployment/ports.ts';
import { rehearse } from '../deployment/rehearse.ts';
import type { DeploymentRequest } from '../deployment/request.ts';
import { restore } from '../deployment/restore.ts';
import { resume } from '../deployment/resume.ts';
import { stopAll } from '../host-program/stop.ts';
import { readJournal } from '../ledger/journal.ts';
import { environmentState, newestGoodBefore } from '../ledger/state.ts';
import type { Done } from './invariant.ts';
import { LIMITS, portsFor, WATCH, type Seat } from './product.ts';
import { CONFIGURATIONS, CONTRACT, servedBy, type SimulatedRelease } from './releases.ts';
import type { Command } from './schedule/schedule.ts';

const SMOKE: DeploymentRequest['smoke'] = ['/', '/work'].map((path) => ({
  path,
  method: 'GET',
  status: 200,
}));
/** Virtual milliseconds: some dozens of requests. */
const PART_MS = 30;

export interface Order {
  readonly command: Command;
  readonly deployment: string;
  /** The same for the same command, however often it is given. */
  readonly request: string;
}

/** What a boot runs, and whoever wants to. */
export async function putRight(seat: Seat): Promise<void> {
  await resume(portsFor(seat), { ...LIMITS, lock: 'queue' });
}

/** The token that alone confirms a deployment. */
export function tokenOf(deployment: string): string {
  return `token of ${deployment}`;
}

/** One command as the pipeline gives it; `undefined` where it found nothing to ask for. */
export async function carryOut(seat: Seat, order: Order, caller: Caller): Promise<Done | undefined> {
  const { kind } = order.command;
  switch (kind) {
    case 'deploy':
    case 'rollback':
      return deployed(seat, { ...order, kind }, caller);
    case 'resume':
      await putRight(seat);
      return { kind: 'resumed' };
    case 'stop':
      await stopAll(portsFor(seat));
      return { kind: 'stopped' };
    case 'clear':
      return cleared(seat, order);
    case 'restore':
      return restored(seat, order);
    case 'rehearse':
      return rehearsed(seat, order);
  }
}

async function deployed(
  seat: Seat,
  order: Order & { readonly kind: 'deploy' | 'rollback' },
  caller: Caller,
): Promise<Done | undefined> {
  const ports = portsFor(seat);
  // What can't be observed is not asked for either.
  const candidate = await candidateOf(ports, seat, order).catch(() => undefined);
  if (candidate === undefined) return undefined;
  const request = { ...candidate, ...commonTo(order), kind: order.kind };
  return { kind: 'deployed', result: await deploy(ports, request, caller) };
}

async function cleared(seat: Seat, { command }: Order): Promise<Done | undefined> {
  const named = releaseNamed(seat, command);
  if (named === undefined) return undefined;
  const { digest, id } = named.release;
  const wish = { release: id, reason: 'It was not at fault.' };
  await clearMark(portsFor(seat), { ...LIMITS, lock: command.lock }, wish);
  return { kind: 'cleared', digest };
}

async function restored(seat: Seat, { command }: Order): Promise<Done> {
  const wish = { migration: CONTRACT, reason: 'It is needed again.' };
  const { migration } = await restore(portsFor(seat), { ...LIMITS, lock: command.lock }, wish);
  return { kind: 'restored', migration };
}

/** As the gate asks for it: not from a release to itself. */
async function rehearsed(seat: Seat, { command, deployment }: Order): Promise<Done | undefined> {
  const ports = portsFor(seat);
  const from = releaseNamed(seat, command)?.release;
  const { live } = environmentState(await readJournal({ ...ports, path: ports.layout.journal }));
  if (from === undefined || live === undefined || live.release.digest === from.digest) return undefined;
  const { problems } = await rehearse(ports, {
    rehearsal: deployment,
    candidate: live.release,
    from,
    archive: '/artifact',
    partMs: PART_MS,
    limits: { ...LIMITS, lock: command.lock },
    smoke: SMOKE,
    traffic: [{ path: '/write', method: 'POST', status: 200 }],
  });
  return { kind: 'rehearsed', problems, from: from.digest };
}

export async function confirm(
  seat: Seat,
  { deployment, token }: { deployment: string; token: string },
): Promise<void> {
  await confirmDeployment(portsFor(seat), { deployment, token });
}

export async function abandon(seat: Seat, deployment: string): Promise<void> {
  await abandonDeployment(portsFor(seat), deployment);
}

type Candidate = Pick<DeploymentRequest, 'candidate' | 'archive' | 'configuration'>;

async function candidateOf(
  { files, layout }: DeploymentPorts,
  seat: Seat,
  { command, request }: Order,
): Promise<Candidate | undefined> {
  if (command.kind === 'deploy') {
    const configuration = CONFIGURATIONS[command.configuration] ?? {};
    const release = releaseNamed(seat, command);
    if (release === undefined) return undefined;
    return { candidate: servedBy(release, command.configuration), archive: '/artifact', configuration };
  }
  const state = environmentState(await readJournal({ files, path: layout.journal }));
  const earlier = state.deployments.find(
    ({ started, ended }) => started.request === request && ended?.outcome === 'deployed',
  );
  const candidate = earlier?.started.candidate ?? newestGoodBefore(state, state.live)?.served;
  return candidate === undefined ? undefined : { candidate, archive: '/artifact' };
}

function releaseNamed({ releases }: Seat, { release }: Command): SimulatedRelease | undefined {
  return releases[release % releases.length];
}

function commonTo({
  command,
  deployment,
  request,
}: Order): Omit<DeploymentRequest, keyof Candidate | 'kind'> {
  return {
    deployment,
    confirmHash: hashOfToken(tokenOf(deployment)),
    planHash: '',
    ...(command.kind === 'rollback' ? { request } : {}),
    allowBad: false,
    forwardOnly: false,
    limits: { ...LIMITS, lock: command.lock },
    watch: WATCH,
    smoke: SMOKE,
  };
}
