import { z } from 'zod';
import type { Protection } from './protection.ts';
import { read } from './read.ts';
import { call, callAll, type Api } from './rest.ts';

const environmentSchema = z.object({
  can_admins_bypass: z.boolean().default(true),
  protection_rules: z
    .array(z.object({ type: z.string(), reviewers: z.array(z.unknown()).default([]) }))
    .default([]),
});
const approvalSchema = z.object({
  state: z.string(),
  environments: z.array(z.object({ name: z.string() })),
  user: z.object({ login: z.string() }).nullish(),
});

/** https://docs.github.com/en/rest/deployments/environments and …/actions/workflow-runs */
export function protectionApi({ repository, ...given }: Api & { readonly repository: string }): Protection {
  const api: Api = { permission: 'actions: read', ...given };
  return {
    async environment(name) {
      const path = `/repos/${repository}/environments/${encodeURIComponent(name)}`;
      const { status, content } = await call(api, { path, accepts: [404] });
      if (status === 404) return undefined;
      const found = read(content, environmentSchema, path);
      const reviews = found.protection_rules.filter(({ type }) => type === 'required_reviewers');
      return {
        reviewers: reviews.reduce((sum, { reviewers }) => sum + reviewers.length, 0),
        adminsMayBypass: found.can_admins_bypass,
      };
    },
    async approvals(run) {
      const path = `/repos/${repository}/actions/runs/${encodeURIComponent(run)}/approvals`;
      return read(await callAll(api, path), z.array(approvalSchema), path).map(
        ({ state, environments, user }) => ({
          state,
          environments: environments.map(({ name }) => name),
          by: user?.login ?? 'ghost',
        }),
      );
    },
  };
}
