import { z } from 'zod';
import { read } from './read.ts';
import { call, pagesOf, type Api } from './rest.ts';
import type { Runs, WorkflowRun } from './runs.ts';

const statusSchema = z.object({ status: z.string().nullable() });
const runsSchema = z.object({
  workflow_runs: z.array(
    z.object({
      id: z.int(),
      name: z.string().nullish(),
      status: z.string().nullable(),
      conclusion: z.string().nullable(),
      run_started_at: z.string().optional(),
      created_at: z.string(),
      html_url: z.string(),
    }),
  ),
});

/** What a run is called that has begun nothing yet, or not all. */
const UNFINISHED = ['waiting', 'queued', 'pending', 'requested'] as const;

/** https://docs.github.com/en/rest/actions/workflow-runs */
export function runsApi({ repository, ...given }: Api & { readonly repository: string }): Runs {
  const api: Api = { permission: 'actions: read', ...given };
  const base = `/repos/${repository}/actions`;
  return {
    async isOver(run) {
      const path = `${base}/runs/${encodeURIComponent(run)}`;
      const { status, content } = await call(api, { path, accepts: [404] });
      return status === 404 || read(content, statusSchema, path).status === 'completed';
    },
    async unfinished() {
      const found: WorkflowRun[] = [];
      for (const status of UNFINISHED) found.push(...(await runsIn(api, `${base}/runs?status=${status}`)));
      return found;
    },
    ofCommit: (workflow, commit) =>
      runsIn(api, `${base}/workflows/${encodeURIComponent(workflow)}/runs?head_sha=${commit}`),
  };
}

async function runsIn(api: Api, path: string): Promise<WorkflowRun[]> {
  const found: WorkflowRun[] = [];
  for await (const page of pagesOf(api, path))
    for (const run of read(page, runsSchema, path).workflow_runs)
      found.push({
        id: run.id,
        name: run.name ?? 'a workflow',
        status: run.status,
        conclusion: run.conclusion,
        startedAt: run.run_started_at ?? run.created_at,
        page: run.html_url,
      });
  return found;
}
