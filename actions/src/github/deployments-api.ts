import { z } from 'zod';
import type { Deployments, NewDeployment } from './deployments.ts';
import { onceOnly } from './once-only.ts';
import { read } from './read.ts';
import { callAll, pagesOf, refused, type Api, type Call } from './rest.ts';

const deploymentSchema = z.object({
  id: z.int(),
  task: z.string(),
  sha: z.string(),
  payload: z.unknown(),
});
const statusSchema = z.object({
  id: z.int(),
  state: z.string(),
  description: z.string().nullish(),
  created_at: z.string(),
});

/** https://docs.github.com/en/rest/deployments */
export function deploymentsApi({ repository, ...given }: Api & { readonly repository: string }): Deployments {
  const api: Api = { permission: 'deployments: write', ...given };
  const base = `/repos/${repository}/deployments`;
  const deployments: Deployments = {
    async *list(environment) {
      const path = `${base}?environment=${encodeURIComponent(environment)}`;
      for await (const page of pagesOf(api, path)) yield* read(page, z.array(deploymentSchema), path);
    },
    async statuses(deployment) {
      const path = `${base}/${deployment}/statuses`;
      const found = read(await callAll(api, path), z.array(statusSchema), path);
      return found
        .toSorted((a, b) => b.id - a.id)
        .map(({ state, description, created_at: at }) => ({ state, description: description ?? '', at }));
    },
    async create(wish) {
      const request: Call = { method: 'POST', path: base, json: bodyOf(wish) };
      const made = await onceOnly(api, request, () => newestLike(deployments, wish));
      if ('found' in made) return made.found;
      // 202: it merged the base branch into the ref instead, and made no deployment.
      if (made.reply.status !== 201) throw refused(api, request, `${made.reply.status} and no deployment`);
      return read(made.reply.content, deploymentSchema, base).id;
    },
    async addStatus(deployment, { state, description, logUrl, environmentUrl }) {
      const json = {
        state,
        description,
        // It would leave out production's: https://docs.github.com/en/rest/deployments/statuses
        auto_inactive: false,
        ...(logUrl === null ? {} : { log_url: logUrl }),
        ...(environmentUrl === null ? {} : { environment_url: environmentUrl }),
      };
      const request: Call = { method: 'POST', path: `${base}/${deployment}/statuses`, json };
      await onceOnly(api, request, async () => {
        const [newest] = await deployments.statuses(deployment);
        return newest?.state === state && newest.description === description ? newest : undefined;
      });
    },
  };
  return deployments;
}

/** The defaults would merge the default branch first, and wait for every check there is. */
function bodyOf({ environment, commit, task, payload, description, isProduction }: NewDeployment): object {
  return {
    ref: commit,
    task,
    auto_merge: false,
    required_contexts: [],
    payload,
    environment,
    description,
    production_environment: isProduction,
  };
}

async function newestLike(
  deployments: Pick<Deployments, 'list'>,
  { environment, isSame }: NewDeployment,
): Promise<number | undefined> {
  let looked = 0;
  for await (const { id, payload } of deployments.list(environment)) {
    if (isSame(payload)) return id;
    looked += 1;
    if (looked === 100) break;
  }
  return undefined;
}
