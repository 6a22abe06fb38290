import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { newGroups } from './concurrency.ts';
import type { Equipment } from './desk.ts';
import { gitIn } from './check-out.ts';
import { followServer } from './follow-server.ts';
import { newMachines } from './machines.ts';
import { matchesEvent, type Happened } from './matches-event.ts';
import { belongsTo, killAll } from './orphans.ts';
import { GITHUBS_PATIENCE, type Patience } from './process.ts';
import type { Workflow } from './read-workflow.ts';
import { Run } from './run.ts';
import type { ServerPort } from './server-port.ts';
import { installShims } from './shims.ts';
import type { StandIn } from './stand-in.ts';
import { standIns } from './stand-ins/all.ts';
import type { Trigger, World } from './trigger.ts';
import { typedInputs } from './typed-inputs.ts';
import { fieldsOf, type Plain } from './value.ts';
import { workflowsAt } from './workflows-at.ts';

export interface WorldWish {
  /** Folder of a git repository: what GitHub has of it. */
  readonly repository: string;
  readonly server: ServerPort;
  /** By file name in .github/workflows, instead of what the commit has. */
  readonly workflows?: Readonly<Record<string, string>>;
  readonly standIns?: Readonly<Record<string, StandIn>>;
  /** By `owner/name`: a git repository whose actions are really run, instead of having a stand-in. */
  readonly published?: Readonly<Record<string, string>>;
  /** A self-hosted runner's label, and the folder that it keeps. */
  readonly machines?: Readonly<Record<string, string>>;
  readonly patience?: Patience;
  /** How long a minute of `timeout-minutes` is, in milliseconds. */
  readonly minute?: number;
}

export async function openWorld(wish: WorldWish): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'tgw-'));
  await chmod(root, 0o711);
  const { server, repository } = wish;
  const equipment: Equipment = {
    server,
    repository,
    standIns: { ...standIns, ...wish.standIns },
    published: wish.published ?? {},
    patience: wish.patience ?? GITHUBS_PATIENCE,
    minute: wish.minute ?? 60_000,
    node: process.execPath,
    path: [
      await installShims(root),
      dirname(process.execPath),
      '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ].join(':'),
  };
  const shared = {
    equipment,
    groups: newGroups(),
    machines: newMachines({ root, slug: server.slug, kept: wish.machines ?? {} }),
  };
  const runs: Run[] = [];
  const triggerAll = async (given: Trigger): Promise<readonly Run[]> => {
    const place = await placeOf(wish, given);
    const workflows = await workflowsAt({ repository, sha: place.sha, given: wish.workflows });
    const chosen = [...workflows.values()].filter((workflow) =>
      isWanted(workflow, { given, happened: place }),
    );
    const begun = chosen.map((workflow) => begin({ shared, workflow, workflows, given, place }));
    runs.push(...begun);
    return begun.map((run) => run.begin());
  };
  const world: World = {
    runs,
    triggerAll,
    async trigger(given) {
      const [run, ...others] = await triggerAll(given);
      if (run === undefined)
        throw new Error(`No workflow runs for ${given.event} of ${given.ref ?? 'the default branch'}.`);
      if (others.length > 0) throw new Error(`${others.length + 1} workflows run for it: name one.`);
      return run;
    },
    async close() {
      const followed = unfollow();
      await followed.catch(() => undefined);
      for (const run of runs) run.cancel();
      const ended = Promise.all(runs.map((run) => run.settled()));
      for (const folder of [root, ...Object.values(wish.machines ?? {})]) await killAll(belongsTo(folder));
      await ended;
      await systemFiles.removeTree(root);
      await followed;
    },
  };
  const unfollow = followServer(world, server);
  for (const [path, workflow] of await workflowsAt({ repository, sha: undefined, given: wish.workflows }))
    announce(server, path, workflow);
  return world;
}

/** So that the server can refuse a dispatch as GitHub does. */
function announce(server: ServerPort, path: string, { name, events }: Workflow): void {
  const dispatch =
    'workflow_dispatch' in events ? fieldsOf(fieldsOf(events['workflow_dispatch'])['inputs']) : null;
  server.addWorkflow({ path, name, inputs: dispatch });
}

type Place = Happened & { readonly sha: string };

async function placeOf({ repository, server }: WorldWish, given: Trigger): Promise<Place> {
  const ref = given.ref ?? `refs/heads/${server.defaultBranch}`;
  const sha = given.sha ?? (await gitIn(repository, ['rev-parse', '--verify', `${ref}^{commit}`])).trim();
  const payload = given.payload ?? {};
  const pull = payload['pull_request'] as { base?: { sha?: string } } | undefined;
  const base = pull?.base?.sha ?? payload['before'];
  const range = typeof base === 'string' && !/^0+$/.test(base) ? [base, sha] : [`${sha}^`, sha];
  const listed = await gitIn(repository, ['diff', '--name-only', ...range]).catch(() =>
    gitIn(repository, ['ls-tree', '-r', '--name-only', sha]),
  );
  return { event: given.event, ref, sha, payload, changed: listed.split('\n').filter((line) => line !== '') };
}

function isWanted(workflow: Workflow, { given, happened }: { given: Trigger; happened: Happened }): boolean {
  if (given.workflow !== undefined && workflow.path !== `.github/workflows/${given.workflow}`) return false;
  return workflow.problems.length > 0 ? given.workflow !== undefined : matchesEvent(workflow, happened);
}

interface BeginWish {
  readonly shared: Pick<Run['order'], 'equipment' | 'groups' | 'machines'>;
  readonly workflow: Workflow;
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly given: Trigger;
  readonly place: Place;
}

function begin({ shared, workflow, workflows, given, place }: BeginWish): Run {
  const { server } = shared.equipment;
  const { inputs, problems } = dispatchInputs(workflow, given);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const actor = given.actor ?? 'olaf';
  const { event, sha, ref } = place;
  const told = {
    workflow: workflow.path,
    name: workflow.name,
    event,
    sha,
    branch: ref.replace(/^refs\/heads\//, ''),
    actor,
    inputs,
  };
  return new Run({
    ...shared,
    workflow,
    workflows,
    event,
    ref,
    sha,
    actor,
    inputs,
    isFork: given.isFork ?? false,
    serverRun: given.serverRun ?? server.startRun(told),
    payload: payloadOf(server, { given, place, actor }),
  });
}

function dispatchInputs(workflow: Workflow, given: Trigger): ReturnType<typeof typedInputs> {
  if (given.event !== 'workflow_dispatch') return { inputs: {}, problems: [] };
  return typedInputs(fieldsOf(fieldsOf(workflow.events['workflow_dispatch'])['inputs']), given.inputs ?? {});
}

/** In an event's file a dispatch's inputs are texts, whatever their type. */
function payloadOf(
  server: ServerPort,
  { given, place, actor }: { given: Trigger; place: Place; actor: string },
): Record<string, Plain> {
  const [owner = '', name = ''] = server.slug.split('/');
  const texts = Object.entries(given.inputs ?? {}).map(([key, value]) => [key, String(value)]);
  return {
    repository: {
      full_name: server.slug,
      name,
      owner: { login: owner },
      default_branch: server.defaultBranch,
    },
    sender: { login: actor },
    ...(place.event === 'push' ? { ref: place.ref, after: place.sha } : {}),
    ...(place.event === 'workflow_dispatch'
      ? { ref: place.ref, inputs: Object.fromEntries(texts) as Plain }
      : {}),
    ...(place.payload as Record<string, Plain>),
  };
}
