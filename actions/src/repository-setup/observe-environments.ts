import { z } from 'zod';
import type { Api } from '../github/rest.ts';
import type { BranchPolicy, Observed, ObservedEnvironment, ObservedReviewer, Reading } from './observed.ts';
import { listOf } from './reading.ts';

const reviewerSchema = z.object({
  type: z.enum(['User', 'Team']),
  reviewer: z.object({ id: z.int(), login: z.string().optional(), slug: z.string().optional() }),
});
const environmentSchema = z.object({
  name: z.string(),
  // What is not told is taken for the worse: on is the default.
  can_admins_bypass: z.boolean().default(true),
  protection_rules: z
    .array(
      z.object({
        type: z.string(),
        wait_timer: z.int().optional(),
        prevent_self_review: z.boolean().optional(),
        reviewers: z.array(reviewerSchema).optional(),
      }),
    )
    .default([]),
  deployment_branch_policy: z.object({ custom_branch_policies: z.boolean() }).nullish(),
});
type Shown = z.output<typeof environmentSchema>;

const policySchema = z.object({
  id: z.int(),
  name: z.string(),
  type: z.enum(['branch', 'tag']).default('branch'),
});

/** https://docs.github.com/en/rest/deployments/environments#list-environments */
export async function observedEnvironments(api: Api, base: string): Promise<Observed['environments']> {
  const shown = await listOf(api, {
    path: `${base}/environments`,
    schema: z.object({ environments: z.array(environmentSchema).default([]) }),
    permission: 'Actions: read',
    entries: ({ environments }) => environments,
  });
  if (shown.kind !== 'read') return shown;
  const found: ObservedEnvironment[] = [];
  for (const environment of shown.value) {
    const branches = await branchesOf(api, { base, environment });
    if (branches.kind !== 'read') return branches;
    found.push({ ...rulesOf(environment), branches: branches.value });
  }
  return { kind: 'read', value: found };
}

async function branchesOf(
  api: Api,
  { base, environment }: { base: string; environment: Shown },
): Promise<Reading<ObservedEnvironment['branches']>> {
  const { name, deployment_branch_policy: policy } = environment;
  if (policy === null || policy === undefined) return { kind: 'read', value: 'all' };
  if (!policy.custom_branch_policies) return { kind: 'read', value: 'protected' };
  return branchPoliciesOf(api, `${base}/environments/${encodeURIComponent(name)}`);
}

/** Of an environment that has its own; `path` is the environment’s. */
export async function branchPoliciesOf(api: Api, path: string): Promise<Reading<readonly BranchPolicy[]>> {
  return listOf(api, {
    path: `${path}/deployment-branch-policies`,
    schema: z.object({ branch_policies: z.array(policySchema) }),
    permission: 'Actions: read',
    entries: ({ branch_policies }) => branch_policies,
  });
}

function rulesOf({
  name,
  can_admins_bypass,
  protection_rules: rules,
}: Shown): Omit<ObservedEnvironment, 'branches'> {
  const review = rules.find(({ type }) => type === 'required_reviewers');
  return {
    name,
    adminsMayBypass: can_admins_bypass,
    waitTimer: rules.find(({ type }) => type === 'wait_timer')?.wait_timer ?? 0,
    preventsSelfReview: review?.prevent_self_review ?? false,
    reviewers: (review?.reviewers ?? []).map(({ type, reviewer: { id, login, slug } }): ObservedReviewer => ({
      type,
      id,
      name: login ?? slug ?? String(id),
    })),
  };
}
