import { z } from 'zod';
import { call, type Api } from '../github/rest.ts';

const environmentsSchema = z.object({
  environments: z.array(z.object({ name: z.string(), deployment_branch_policy: z.unknown() })),
});

/**
 * Whether `npm run setup:github` was run: the environment lets one branch in alone. One that GitHub made because a job named it
 * lets every branch in. Needs `actions: read`.
 */
export async function isSetUp(asked: {
  readonly api: Api;
  readonly repository: string;
  readonly environment: string;
}): Promise<boolean> {
  const path = `/repos/${asked.repository}/environments?per_page=100`;
  const { environments } = environmentsSchema.parse((await call(asked.api, { path })).content);
  const found = environments.find(({ name }) => name.toLowerCase() === asked.environment.toLowerCase());
  return typeof found?.deployment_branch_policy === 'object' && found.deployment_branch_policy !== null;
}
