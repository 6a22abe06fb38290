import type { RunOrder } from './run-order.ts';
import type { Plain } from './value.ts';

/** https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context */
export function githubContext(
  order: RunOrder,
  { attempt, triggeringActor }: { attempt: number; triggeringActor: string },
): Plain {
  const { server } = order.equipment;
  const [owner = ''] = server.slug.split('/');
  const pull = order.payload['pull_request'] as
    { head?: { ref?: string }; base?: { ref?: string } } | undefined;
  return {
    actor: order.actor,
    api_url: server.apiUrl,
    base_ref: pull?.base?.ref ?? '',
    event: order.payload,
    event_name: order.event,
    graphql_url: `${server.apiUrl}/graphql`,
    head_ref: pull?.head?.ref ?? '',
    ref: order.ref,
    ref_name: order.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: false,
    ref_type: order.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: server.slug,
    repository_owner: owner,
    retention_days: '90',
    run_attempt: String(attempt),
    run_id: String(order.serverRun.id),
    run_number: String(order.serverRun.number),
    server_url: 'https://github.com',
    sha: order.sha,
    triggering_actor: triggeringActor,
    workflow: order.workflow.name,
    workflow_ref: `${server.slug}/${order.workflow.path}@${order.ref}`,
    workflow_sha: order.sha,
  };
}
