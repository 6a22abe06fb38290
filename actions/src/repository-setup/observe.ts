import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Api } from '../github/rest.ts';
import type { Desired } from './desired.ts';
import type { Observed, Reading } from './observed.ts';
import { observedEnvironments } from './observe-environments.ts';
import { observedRuleset } from './observe-ruleset.ts';
import { permissionsText } from './permissions.ts';
import { listOf, readingOf } from './reading.ts';
import { observedActions } from './observe-actions.ts';

export interface Repository extends Api {
  /** `owner/name`. */
  readonly slug: string;
}

const repositorySchema = z.object({
  private: z.boolean(),
  default_branch: z.string(),
});
const namesSchema = z.object({ secrets: z.array(z.object({ name: z.string() })) });

/** Looks at everything that is desired, and changes nothing. `UserError` github-refused, github-unreachable. */
export async function observe(repository: Repository, desired: Desired): Promise<Observed> {
  const base = `/repos/${repository.slug}`;
  const facts = required(
    await readingOf(repository, { path: base, schema: repositorySchema, permission: 'Administration: read' }),
    repository.slug,
  );
  const environments = await observedEnvironments(repository, base);
  const actions = await observedActions(repository, base);
  return {
    isPrivate: facts.private,
    defaultBranch: facts.default_branch,
    environments,
    secrets: await secretsOf(repository, { base, desired, environments }),
    ruleset: await observedRuleset(repository, { base, name: desired.ruleset.name }),
    immutableReleases: await immutableReleases(repository, { base, maySee: actions.kind === 'read' }),
    actions,
    workflow: await workflowOf(repository, base),
    labels: await listOf(repository, {
      path: `${base}/labels`,
      schema: z.array(z.object({ name: z.string() })),
      permission: 'Issues: read',
      entries: (page) => page.map(({ name }) => name),
    }),
  };
}

function required<Value>(reading: Reading<Value>, slug: string): Value {
  if (reading.kind === 'read') return reading.value;
  throw new UserError({
    code: 'github-refused',
    message: `Expected to read the repository ${slug}; GitHub answers ${reading.said}.`,
    remedy: `See that the name is right, and that the token is for this repository and has not ended. It needs:\n${permissionsText()}`,
  });
}

async function secretsOf(
  api: Api,
  { base, desired, environments }: { base: string; desired: Desired; environments: Observed['environments'] },
): Promise<Observed['secrets']> {
  const found = new Map<string, Reading<readonly string[]>>();
  if (environments.kind !== 'read') return found;
  const there = new Set(environments.value.map(({ name }) => name.toLowerCase()));
  for (const { name } of desired.environments.filter(
    ({ name, secrets }) => secrets.length > 0 && there.has(name),
  )) {
    found.set(
      name,
      await listOf(api, {
        path: `${base}/environments/${encodeURIComponent(name)}/secrets`,
        schema: namesSchema,
        permission: 'Environments: read',
        entries: (page) => page.secrets.map((secret) => secret.name),
      }),
    );
  }
  return found;
}

/** Off is 404, and so may be everything to whoever may not see it: what needs the same permission tells which it is. */
async function immutableReleases(
  api: Api,
  { base, maySee }: { base: string; maySee: boolean },
): Promise<Reading<boolean>> {
  const reading = await readingOf(api, {
    path: `${base}/immutable-releases`,
    schema: z.object({ enabled: z.boolean() }),
    permission: 'Administration: read',
    ...(maySee ? { missing: { enabled: false } } : {}),
  });
  return reading.kind === 'read' ? { kind: 'read', value: reading.value.enabled } : reading;
}

async function workflowOf(api: Api, base: string): Promise<Observed['workflow']> {
  const reading = await readingOf(api, {
    path: `${base}/actions/permissions/workflow`,
    schema: z.object({
      default_workflow_permissions: z.string(),
      can_approve_pull_request_reviews: z.boolean(),
    }),
    permission: 'Administration: read',
  });
  if (reading.kind !== 'read') return reading;
  const { default_workflow_permissions: permissions, can_approve_pull_request_reviews: may } = reading.value;
  return { kind: 'read', value: { permissions, mayCreatePullRequests: may } };
}
