import type { Annotation } from './workflow-commands.ts';
import type { Conclusion, Status } from './server-port.ts';

export interface StepView {
  readonly name: string;
  /** `post` of an action has its name with `Post ` before it. */
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'skipped';
  readonly outcome: StepView['conclusion'];
}

/** A job as its page shows it. */
export interface JobView {
  /** As in the file; of a called workflow's `call.job`; of a matrix every one has the same. */
  readonly id: string;
  readonly name: string;
  readonly attempt: number;
  status: Status;
  conclusion: Conclusion | null;
  outputs: Readonly<Record<string, string>>;
  summary: string;
  readonly log: string[];
  readonly annotations: Annotation[];
  readonly steps: StepView[];
  url: string | undefined;
  /** What the stand-ins were asked. */
  readonly used: { readonly action: string; readonly inputs: Readonly<Record<string, string>> }[];
}

export function newJobView(wish: Pick<JobView, 'id' | 'name' | 'attempt'>): JobView {
  return {
    ...wish,
    status: 'queued',
    conclusion: null,
    outputs: {},
    summary: '',
    log: [],
    annotations: [],
    steps: [],
    url: undefined,
    used: [],
  };
}
