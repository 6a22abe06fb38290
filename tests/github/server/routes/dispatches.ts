import { nothing, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { startRun } from '../runner-side.ts';
import { showRun } from '../show-run.ts';
import type { Workflow } from '../things.ts';
import { workflowIn } from './runs.ts';

const MOST_INPUTS = 25;

export const dispatchRoutes: Routes = {
  'POST /actions/workflows/{workflow_id}/dispatches': dispatchWorkflow,
  'POST /dispatches'({ world, caller, body }) {
    const { event_type: action, client_payload: payload = {} } = body as {
      event_type: string;
      client_payload?: object;
    };
    world.events.tell({
      event: 'repository_dispatch',
      action,
      payload: { client_payload: payload },
      by: caller,
    });
    return nothing;
  },
};

interface Wish {
  readonly ref: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly return_run_details?: boolean;
}

/** https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event */
async function dispatchWorkflow(asked: Asked): Promise<Answer> {
  const { world, caller, body } = asked;
  const workflow = workflowIn(asked);
  const { ref, inputs = {}, return_run_details: wantsDetails = false } = body as Wish;
  const sha = await world.git.resolve(ref);
  if (sha === undefined) throw new Refusal(422, `No ref found for: ${ref}`);
  if (workflow.dispatch === null)
    throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  const given = checkInputs(workflow.dispatch.inputs, inputs);
  const branch = ref.replace(/^refs\/(heads|tags)\//, '');
  const event = 'workflow_dispatch';
  const run = startRun(world, {
    workflow: workflow.path,
    event,
    sha,
    branch,
    actor: caller.login,
    inputs: given,
  });
  const fullRef = ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
  const payload = { workflow: workflow.path, ref: fullRef, inputs: given, workflow_run: showRun(world, run) };
  world.events.tell({ event, payload, by: caller });
  if (!wantsDetails) return nothing;
  const { url, html_url } = showRun(world, run) as { url: string; html_url: string };
  return ok({ workflow_run_id: run.id, run_url: url, html_url });
}

/** Every problem with them, in GitHub’s words. */
function checkInputs(
  known: NonNullable<Workflow['dispatch']>['inputs'],
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (Object.keys(given).length > MOST_INPUTS)
    throw new Refusal(422, `Too many inputs: ${MOST_INPUTS} at most`);
  const unexpected = Object.keys(given).filter((name) => !(name in known));
  if (unexpected.length > 0)
    throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const filled: Record<string, unknown> = {};
  for (const [name, { required, options, default: usual }] of Object.entries(known)) {
    const value = given[name] ?? usual;
    const text = JSON.stringify(value);
    if (value === undefined && required === true)
      throw new Refusal(422, `Required input '${name}' not provided`);
    if (
      value !== undefined &&
      options !== undefined &&
      !options.some((option) => JSON.stringify(option) === text)
    )
      throw new Refusal(422, `Provided value ${text} for input '${name}' not in the list of allowed values`);
    if (value !== undefined) filled[name] = value;
  }
  return filled;
}
