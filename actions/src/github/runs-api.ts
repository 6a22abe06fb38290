import { z } from 'zod';
import { read } from './read.ts';
import { call, type Api } from './rest.ts';
import type { Runs } from './runs.ts';

const runSchema = z.object({ status: z.string().nullable() });

/** https://docs.github.com/en/rest/actions/workflow-runs */
export function runsApi({ repository, ...given }: Api & { readonly repository: string }): Runs {
  const api: Api = { permission: 'actions: read', ...given };
  return {
    async isOver(run) {
      const path = `/repos/${repository}/actions/runs/${encodeURIComponent(run)}`;
      const { status, content } = await call(api, { path, accepts: [404] });
      return status === 404 || read(content, runSchema, path).status === 'completed';
    },
  };
}
