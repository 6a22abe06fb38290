import { randomUUID } from 'node:crypto';
import type { JobView, StepView } from './job-view.ts';
import type { Machine } from './machine.ts';
import { newMasks, type Masks } from './masks.ts';
import type { Permissions } from './permissions.ts';
import type { Patience } from './process.ts';
import type { JobDefinition, StepDefinition, Workflow } from './read-workflow.ts';
import type { JobHandle, ServerPort } from './server-port.ts';
import type { StandIn } from './stand-in.ts';
import type { Plain } from './value.ts';

/** What every job of a world works with. */
export interface Equipment {
  readonly server: ServerPort;
  readonly repository: string;
  readonly standIns: Readonly<Record<string, StandIn>>;
  /** By `owner/name`: a git repository whose actions are really run. */
  readonly published: Readonly<Record<string, string>>;
  readonly patience: Patience;
  /** How long a minute of `timeout-minutes` is, in milliseconds. */
  readonly minute: number;
  /** Of the system and of Node.js 24; the first folder has the shims. */
  readonly path: string;
  readonly node: string;
}

export interface JobOrder {
  readonly equipment: Equipment;
  readonly workflow: Workflow;
  readonly definition: JobDefinition;
  readonly view: JobView;
  readonly handle: JobHandle;
  readonly permissions: Permissions;
  readonly machine: Machine;
  /** github, needs, strategy, matrix, inputs, vars, secrets. */
  readonly contexts: Readonly<Record<string, Plain>>;
  readonly signal: AbortSignal;
  /** Its runner is gone, with all that it had started. */
  readonly lost: AbortSignal;
}

/** A job's state while it runs. */
export interface Desk {
  readonly order: JobOrder;
  readonly masks: Masks;
  /** Of the workflow, of the job, and what steps have added. */
  readonly environment: Record<string, string>;
  readonly prepended: string[];
  /** The last one runs first. */
  readonly posts: Post[];
  readonly trackingId: string;
  /** A composite action's steps run as a job's do. */
  readonly runSteps: RunSteps;
}

export interface StepWish {
  readonly step: StepDefinition;
  /** Its `env`. */
  readonly own: Readonly<Record<string, string>>;
  readonly outputs: Record<string, string>;
  readonly signal: AbortSignal;
}

export interface ActionWish extends StepWish {
  readonly inputs: Readonly<Record<string, string>>;
}

type RunSteps = (desk: Desk, frame: Frame, steps: readonly StepDefinition[]) => Promise<void>;

export interface Post {
  readonly name: string;
  readonly condition: string;
  run(signal: AbortSignal): Promise<boolean>;
}

/** Steps that see one another: a job's, or a composite action's. */
export interface Frame {
  readonly steps: Record<string, { outputs: Record<string, string>; outcome: string; conclusion: string }>;
  readonly contexts: Readonly<Record<string, Plain>>;
  /** Of the composite action's own step. */
  readonly environment: Readonly<Record<string, string>>;
  readonly actionPath: string | undefined;
  hasFailed: boolean;
  show(view: StepView): void;
}

export function newDesk(order: JobOrder, runSteps: RunSteps): Desk {
  const masks = newMasks();
  for (const secret of Object.values(order.contexts['secrets'] ?? {})) masks.add(String(secret));
  masks.add(order.handle.token);
  masks.add(order.handle.runtimeToken);
  return {
    order,
    masks,
    environment: {},
    prepended: [],
    posts: [],
    trackingId: `github_${randomUUID()}`,
    runSteps,
  };
}
