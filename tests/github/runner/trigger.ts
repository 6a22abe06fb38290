import type { Run } from './run.ts';
import type { ServerRun } from './server-port.ts';

export interface Trigger {
  readonly event: string;
  /** File name, where several would run. */
  readonly workflow?: string;
  readonly ref?: string;
  readonly sha?: string;
  readonly actor?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly isFork?: boolean;
  /** That the server has made already. */
  readonly serverRun?: ServerRun;
}

/** A repository with its workflows, and machines that run them. */
export interface World {
  readonly runs: readonly Run[];
  /** The one run that comes of it. */
  trigger(wish: Trigger): Promise<Run>;
  triggerAll(wish: Trigger): Promise<readonly Run[]>;
  /** No process, no file is left. */
  close(): Promise<void>;
}
