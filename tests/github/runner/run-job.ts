import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newDesk, type Desk, type Frame, type JobOrder } from './desk.ts';
import { plainOf, textsOf } from './evaluate.ts';
import { bearsTracking, belongsTo, killAll } from './orphans.ts';
import { refuseUnpinned } from './published-action.ts';
import { runSteps, watchCancellation } from './run-steps.ts';
import { isMet, stepSetting } from './step-contexts.ts';
import { fieldsOf, textOf, type Plain } from './value.ts';

export interface JobOutcome {
  readonly result: 'success' | 'failure' | 'cancelled';
  readonly outputs: Readonly<Record<string, string>>;
}

/** On its machine, from the first step to the last post. */
export async function runJob(order: JobOrder): Promise<JobOutcome> {
  const eventPath = join(order.machine.temporary, '_github_workflow', 'event.json');
  const desk = newDesk(
    { ...order, contexts: { ...order.contexts, github: atMachine(order, eventPath) } },
    runSteps,
  );
  const frame = jobFrame(desk);
  try {
    refuseUnpinned(order);
    await writeEvent(desk, eventPath);
    Object.assign(desk.environment, environmentOf(desk, order.workflow.fields['env']));
    Object.assign(desk.environment, environmentOf(desk, order.definition.fields['env']));
    await runSteps(desk, frame, order.definition.steps);
  } catch (error) {
    frame.hasFailed = true;
    order.view.annotations.push({ level: 'error', message: (error as Error).message, properties: {} });
  }
  if (!order.lost.aborted) await runPosts(desk, frame);
  if (order.lost.aborted) return endOfLost(desk);
  const { outputs, isTooMuch } = jobOutputs(desk, frame);
  order.view.url = environmentUrl(desk, frame);
  await endProcesses(desk);
  const result = order.signal.aborted ? 'cancelled' : frame.hasFailed || isTooMuch ? 'failure' : 'success';
  return { result, outputs };
}

/** The page has this text, and the job has failed: https://github.com/actions/runner/issues/2040 */
async function endOfLost(desk: Desk): Promise<JobOutcome> {
  const { view, machine } = desk.order;
  const who = machine.isPersistent ? 'self-hosted' : 'hosted';
  const message = `The ${who} runner: ${machine.name} lost communication with the server.`;
  view.annotations.push({ level: 'error', message, properties: {} });
  await endProcesses(desk);
  return { result: 'failure', outputs: {} };
}

function atMachine({ contexts, machine, definition }: JobOrder, eventPath: string): Plain {
  return {
    ...(contexts['github'] as Readonly<Record<string, Plain>>),
    workspace: machine.workspace,
    job: definition.id,
    event_path: eventPath,
  };
}

async function writeEvent({ order }: Desk, file: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const { event } = order.contexts['github'] as { event: unknown };
  await writeFile(file, JSON.stringify(event));
}

function jobFrame(desk: Desk): Frame {
  return {
    steps: {},
    contexts: desk.order.contexts,
    environment: {},
    actionPath: undefined,
    hasFailed: false,
    show: (view) => {
      desk.order.view.steps.push(view);
    },
  };
}

function environmentOf(
  desk: Desk,
  env: JobOrder['definition']['fields'][string] | undefined,
): Record<string, string> {
  return textsOf(env, { contexts: desk.order.contexts });
}

async function runPosts(desk: Desk, frame: Frame): Promise<void> {
  for (let post = desk.posts.pop(); post !== undefined; post = desk.posts.pop()) {
    const { name, condition } = post;
    const holds = (): boolean => isMet(condition, stepSetting(desk, frame));
    if (!holds()) {
      frame.show({ name, outcome: 'skipped', conclusion: 'skipped' });
      continue;
    }
    const watch = watchCancellation(desk, { minutes: 0, stillHolds: holds });
    const isDone = await post.run(watch.signal).catch(() => false);
    watch.end();
    if (desk.order.lost.aborted) return;
    if (!isDone) frame.hasFailed = true;
    const conclusion = watch.signal.aborted ? 'cancelled' : isDone ? 'success' : 'failure';
    frame.show({ name, outcome: conclusion, conclusion });
  }
}

/** Approximated by UTF-16: https://docs.github.com/en/actions/reference/limits */
const OUTPUTS_LIMIT = 1024 * 1024;

/** What may be secret is left out with a warning, what is empty without: https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs */
function jobOutputs(desk: Desk, frame: Frame): { outputs: Record<string, string>; isTooMuch: boolean } {
  const { view, definition } = desk.order;
  const outputs: Record<string, string> = {};
  for (const [name, value] of Object.entries(fieldsOf(definition.fields['outputs']))) {
    const text = textOf(plainOf(value, stepSetting(desk, frame)));
    if (text === '') continue;
    if (desk.masks.masked(text) === text) outputs[name] = text;
    else warn(desk, `Skip output '${name}' since it may contain secret.`);
  }
  const size = Object.entries(outputs).reduce(
    (sum, [name, value]) => sum + 2 * (name.length + value.length),
    0,
  );
  const isTooMuch = size > OUTPUTS_LIMIT;
  if (isTooMuch)
    view.annotations.push({ level: 'error', message: 'The outputs of the job exceed 1 MB.', properties: {} });
  return { outputs: isTooMuch ? {} : outputs, isTooMuch };
}

function environmentUrl(desk: Desk, frame: Frame): string | undefined {
  const url = textOf(
    plainOf(fieldsOf(desk.order.definition.fields['environment'])['url'], stepSetting(desk, frame)),
  );
  if (url === '') return undefined;
  if (desk.masks.masked(url) === url) return url;
  warn(desk, 'Skip setting environment url as environment url may contain secret.');
  return undefined;
}

function warn({ order: { view } }: Desk, message: string): void {
  view.annotations.push({ level: 'warning', message, properties: {} });
}

async function endProcesses({ trackingId, order: { machine } }: Desk): Promise<void> {
  await killAll(bearsTracking(trackingId));
  // A hosted machine is thrown away: nothing lives on, whatever it did with its tracking id.
  if (!machine.isPersistent) await killAll(belongsTo(machine.folder));
}
