import type { Groups } from './concurrency.ts';
import type { Equipment } from './desk.ts';
import type { Machines } from './machines.ts';
import type { Workflow } from './read-workflow.ts';
import type { ServerRun } from './server-port.ts';
import type { Plain } from './value.ts';

export interface RunOrder {
  readonly equipment: Equipment;
  readonly groups: Groups;
  readonly machines: Machines;
  readonly workflow: Workflow;
  /** Those of the same commit, by path. */
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly event: string;
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
  readonly payload: Readonly<Record<string, Plain>>;
  readonly inputs: Readonly<Record<string, Plain>>;
  readonly serverRun: ServerRun;
  readonly isFork: boolean;
}
