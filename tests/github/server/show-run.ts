import { without } from './without.ts';
import type { Artifact, Job, Run } from './things.ts';
import { apiUrl, pageUrl, showUser, type World } from './world.ts';

export function showRun(world: World, run: Run, attempt = run.run_attempt): object {
  const { workflow, actor, triggering_actor, ...rest } = without(run, 'pending', 'approvals', 'inputs');
  return {
    ...rest,
    run_attempt: attempt,
    display_title: run.name,
    path: workflow,
    workflow_id: world.workflows.find(({ path }) => path === workflow)?.id ?? 0,
    actor: showUser(world, actor),
    triggering_actor: showUser(world, triggering_actor),
    url: apiUrl(world, `/actions/runs/${run.id}`),
    html_url: pageUrl(world, `/actions/runs/${run.id}`),
    jobs_url: apiUrl(world, `/actions/runs/${run.id}/jobs`),
    artifacts_url: apiUrl(world, `/actions/runs/${run.id}/artifacts`),
    run_started_at: run.created_at,
    pull_requests: [],
    repository: { id: 1, name: world.repository, full_name: `${world.owner}/${world.repository}` },
    head_repository: { id: 1, name: world.repository, full_name: `${world.owner}/${world.repository}` },
  };
}

export function showJob(world: World, job: Job): object {
  const { run: runId, attempt, ...rest } = job;
  const run = world.runs.find(({ id }) => id === runId);
  return {
    ...rest,
    run_id: runId,
    run_attempt: attempt,
    run_url: apiUrl(world, `/actions/runs/${runId}`),
    head_sha: run?.head_sha ?? '',
    head_branch: run?.head_branch ?? null,
    workflow_name: run?.name ?? null,
    url: apiUrl(world, `/actions/jobs/${job.id}`),
    html_url: pageUrl(world, `/actions/runs/${runId}/job/${job.id}`),
    labels: [],
    created_at: job.started_at,
  };
}

export function showArtifact(world: World, artifact: Artifact): object {
  const { id, name, run: runId, bytes, digest, created_at, expires_at } = artifact;
  const run = world.runs.find((each) => each.id === runId);
  return {
    id,
    node_id: `A_${id}`,
    name,
    size_in_bytes: bytes.length,
    url: apiUrl(world, `/actions/artifacts/${id}`),
    archive_download_url: apiUrl(world, `/actions/artifacts/${id}/zip`),
    expired: isExpired(world, artifact),
    digest,
    created_at,
    updated_at: created_at,
    expires_at,
    workflow_run: {
      id: runId,
      repository_id: 1,
      head_repository_id: 1,
      head_branch: run?.head_branch ?? null,
      head_sha: run?.head_sha ?? '',
    },
  };
}

export function isExpired(world: World, { expires_at }: Artifact): boolean {
  return Date.parse(expires_at) <= world.time();
}
