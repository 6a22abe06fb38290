/** What came of one run of one workflow, as either of the two runners tells it. */
export interface Account {
  readonly conclusion: 'success' | 'failure';
  /** By name: `job`, `job (1, a)` of a matrix, `call / job` of a called workflow. Those that were left out are not here. */
  readonly jobs: ReadonlyMap<string, JobAccount>;
}

export interface JobAccount {
  readonly result: string;
  /** Those that ran, `post` included, in their order. */
  readonly steps: readonly string[];
  /** Lines of the log that begin with `fact `. */
  readonly facts: readonly string[];
  /** Places in the sequence of everything that began or ended. */
  readonly began: number;
  readonly ended: number;
}

export const FACT = /^fact /;

/** act leaves out the `Run ` that GitHub puts before what has no name. */
export function stepText(name: string, outcome: string): string {
  const [first = ''] = name.split('\n');
  return `${first.replace(/^Run /, '')}: ${outcome}`;
}
