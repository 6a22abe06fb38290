import type { Caller } from './tokens.ts';

/** As a webhook tells it. */
export interface GitHubEvent {
  readonly event: string;
  readonly action?: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly sender: string;
  /** Whether GitHub starts workflows for it. */
  readonly startsWorkflows: boolean;
}

export interface Happening {
  readonly event: string;
  readonly action?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly by: Pick<Caller, 'kind' | 'login'>;
}

export interface Events {
  readonly all: GitHubEvent[];
  tell(happening: Happening): void;
  /** Gives the function that ends it. */
  listen(listener: (event: GitHubEvent) => void): () => void;
}

export function newEvents(): Events {
  const all: GitHubEvent[] = [];
  const listeners = new Set<(event: GitHubEvent) => void>();
  return {
    all,
    tell({ event, action, payload = {}, by }) {
      const told: GitHubEvent = {
        event,
        ...(action === undefined ? {} : { action }),
        payload: {
          ...(action === undefined ? {} : { action }),
          ...payload,
          sender: { login: by.login, type: by.login.endsWith('[bot]') ? 'Bot' : 'User' },
        },
        sender: by.login,
        startsWorkflows: startsWorkflows(event, { payload, by }),
      };
      all.push(told);
      for (const listener of listeners) listener(told);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * What a job does with its own token starts nothing, but for the two dispatches.
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow
 * Nor does a status `inactive`: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#deployment_status
 */
function startsWorkflows(
  event: string,
  { payload, by }: Pick<Happening, 'by'> & { payload: Readonly<Record<string, unknown>> },
): boolean {
  if (event === 'workflow_dispatch' || event === 'repository_dispatch') return true;
  const status = payload['deployment_status'] as { state?: string } | undefined;
  if (event === 'deployment_status' && status?.state === 'inactive') return false;
  return by.kind === 'person' || by.kind === 'app';
}
