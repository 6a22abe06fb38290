import {
  created,
  found,
  invalid,
  nothing,
  ok,
  Refusal,
  type Answer,
  type Asked,
  type Routes,
} from '../answer.ts';
import { environmentNamed } from '../environments.ts';
import { pageOf } from '../page.ts';
import { showDeployment } from '../show-deployment.ts';
import { latestStatuses } from '../statuses.ts';
import type { Deployment } from '../things.ts';
import type { World } from '../world.ts';

export const deploymentRoutes: Routes = {
  'GET /deployments': (asked) =>
    pageOf(
      asked,
      chosen(asked).map((each) => showDeployment(asked.world, each)),
    ),
  'POST /deployments': addDeployment,
  'GET /deployments/{deployment_id}': (asked) => ok(showDeployment(asked.world, deploymentIn(asked))),
  'DELETE /deployments/{deployment_id}': removeDeployment,
};

export function deploymentIn({ world, params }: Asked): Deployment {
  return found(world.deployments.find(({ id }) => id === Number(params['deployment_id'])));
}

/** Newest first; there is no filter by state or payload. */
function chosen({ world, query }: Asked): Deployment[] {
  const fields = ['sha', 'ref', 'task', 'environment'] as const;
  return world.deployments
    .filter((each) => fields.every((field) => isWanted(each[field], query[field])))
    .toReversed();
}

function isWanted(value: string, wanted: unknown): boolean {
  return wanted === undefined || wanted === 'none' || wanted === value;
}

interface Wish {
  readonly ref: string;
  readonly task?: string;
  readonly auto_merge?: boolean;
  readonly required_contexts?: readonly string[] | null;
  readonly payload?: unknown;
  readonly environment?: string;
  readonly description?: string | null;
  readonly transient_environment?: boolean;
  readonly production_environment?: boolean;
}

/** https://docs.github.com/en/rest/deployments/deployments#create-a-deployment */
async function addDeployment({ world, caller, body }: Asked): Promise<Answer> {
  const wish = body as Wish;
  const sha = await world.git.resolve(wish.ref);
  if (sha === undefined) throw new Refusal(422, `No ref found for: ${wish.ref}`);
  if ((wish.description ?? '').length > 140) throw invalid('Deployment', 'too_long', 'description');
  const merged =
    (wish.auto_merge ?? true) ? await mergeDefaultBranch(world, { ref: wish.ref, sha }) : undefined;
  if (merged !== undefined) return merged;
  checkContexts(world, { sha, required: wish.required_contexts });
  const deployment = newDeployment(world, { wish, sha, creator: caller.login });
  world.deployments.push(deployment);
  const shown = showDeployment(world, deployment);
  world.events.tell({ event: 'deployment', action: 'created', payload: { deployment: shown }, by: caller });
  return created(shown);
}

function newDeployment(
  world: World,
  { wish, sha, creator }: { wish: Wish; sha: string; creator: string },
): Deployment {
  const environment = wish.environment ?? 'production';
  environmentNamed(world, environment);
  return {
    id: world.nextId(),
    sha,
    ref: wish.ref,
    task: wish.task ?? 'deploy',
    payload: wish.payload ?? {},
    environment,
    original_environment: environment,
    description: wish.description ?? null,
    creator,
    transient_environment: wish.transient_environment ?? false,
    production_environment: wish.production_environment ?? environment === 'production',
    created_at: world.now(),
    updated_at: world.now(),
    statuses: [],
  };
}

/**
 * `auto_merge` is the default: a branch that is behind gets the default branch merged into it, and no deployment is made (202).
 * What GitHub does for a hash, which can’t be moved, is not documented; here no deployment is made of it either.
 */
async function mergeDefaultBranch(
  world: World,
  { ref, sha }: { ref: string; sha: string },
): Promise<Answer | undefined> {
  const branch = `refs/heads/${ref.replace(/^refs\/heads\//, '')}`;
  const main = await world.git.resolve(`refs/heads/${world.defaultBranch}`);
  if (main === undefined || (await world.git.between(sha, main)).length === 0) return undefined;
  const message = `Merge ${world.defaultBranch} into ${ref}`;
  const merge = await world.git.merge({ into: sha, head: main, message });
  if (merge === undefined) throw new Refusal(409, `Conflict merging ${world.defaultBranch} into ${ref}.`);
  if ((await world.git.resolve(branch)) !== undefined) await world.git.setRef(branch, merge);
  return {
    status: 202,
    content: { message: `Auto-merged ${world.defaultBranch} into ${ref} on deployment.` },
  };
}

/** Left out, all contexts that the commit has are required; `[]` asks for none. */
function checkContexts(
  world: World,
  { sha, required }: { sha: string; required: readonly string[] | null | undefined },
): void {
  const statuses = latestStatuses(world, sha);
  const contexts = required ?? statuses.map(({ context }) => context);
  const states = contexts.map((context) => ({
    context,
    state: statuses.find((status) => status.context === context)?.state ?? 'pending',
  }));
  if (states.every(({ state }) => state === 'success')) return;
  throw new Refusal(409, `Conflict: Commit status checks failed for ${sha}.`, {
    errors: [{ contexts: states, resource: 'Deployment', field: 'required_contexts', code: 'invalid' }],
  });
}

/** Only what is inactive may go, unless it is the only one. https://docs.github.com/en/rest/deployments/deployments#delete-a-deployment */
function removeDeployment(asked: Asked): Answer {
  const { world } = asked;
  const deployment = deploymentIn(asked);
  const isActive = deployment.statuses.at(-1)?.state !== 'inactive';
  if (isActive && world.deployments.length > 1)
    throw new Refusal(
      422,
      `We cannot delete an active deployment unless it is the only deployment in a given environment.`,
    );
  world.deployments.splice(world.deployments.indexOf(deployment), 1);
  return nothing;
}
