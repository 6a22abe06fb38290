import type { ServerEvent, ServerPort } from './server-port.ts';
import type { Trigger, World } from './trigger.ts';

/** Runs what the server's events ask for. Gives the function that ends it, and throws what went wrong meanwhile. */
export function followServer(world: World, server: ServerPort): () => Promise<void> {
  const begun: Promise<unknown>[] = [];
  const forget = server.onEvent((event) => {
    const run = event.kind === 'event' ? undefined : world.runs.find(({ id }) => id === event.run);
    if (event.kind === 'cancel') run?.cancel();
    else if (event.kind === 'rerun')
      void run?.rerun({ failedOnly: event.failedOnly, actor: event.actor, isTold: true });
    else begun.push(world.triggerAll(triggerOf(event)));
    // Told at the end, not as a rejection that nobody handles.
    begun.at(-1)?.catch(() => undefined);
  });
  return async () => {
    forget();
    await Promise.all(begun);
  };
}

function triggerOf({ event, actor, payload, run }: Extract<ServerEvent, { kind: 'event' }>): Trigger {
  const told = { event, actor, payload };
  const { ref, after, workflow, inputs, pull_request: pull } = payload as Partial<Payload>;
  if (event === 'push')
    return { ...told, ...(ref === undefined ? {} : { ref }), ...(after === undefined ? {} : { sha: after }) };
  if (event === 'workflow_dispatch')
    return {
      ...told,
      ...(ref === undefined ? {} : { ref }),
      ...(workflow === undefined ? {} : { workflow: workflow.replace(/^.*\//, '') }),
      ...(run === undefined ? {} : { serverRun: run }),
      inputs: inputs ?? {},
    };
  if (pull !== undefined && event === 'pull_request')
    return {
      ...told,
      ref: `refs/pull/${pull.number}/merge`,
      sha: pull.head.sha,
      isFork: pull.head.repo.fork,
    };
  // Of the default branch: issue_comment, schedule and their like.
  return told;
}

interface Payload {
  readonly ref: string;
  readonly after: string;
  readonly workflow: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly pull_request: {
    readonly number: number;
    readonly head: { readonly sha: string; readonly repo: { readonly fork: boolean } };
  };
}
