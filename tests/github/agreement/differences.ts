import type { Account, JobAccount } from './account.ts';

export interface Difference {
  /** `job after: result`, or `run: conclusion`. */
  readonly where: string;
  readonly ours: string;
  readonly acts: string;
}

/** `needs` gives, by the job's id, the ids that it waits for. */
export function differencesOf(
  ours: Account,
  acts: Account,
  needs: ReadonlyMap<string, readonly string[]>,
): readonly Difference[] {
  const names = [...new Set([...ours.jobs.keys(), ...acts.jobs.keys()])].toSorted();
  const told = [
    { where: 'run: conclusion', ours: ours.conclusion, acts: acts.conclusion },
    ...names.flatMap((name) => ofJob(name, ours.jobs.get(name), acts.jobs.get(name))),
    ...orderOf(needs, ours, acts),
  ];
  return told.filter((each) => each.ours !== each.acts);
}

function ofJob(name: string, ours: JobAccount | undefined, acts: JobAccount | undefined): Difference[] {
  if (ours === undefined || acts === undefined)
    return [{ where: `job ${name}: runs`, ours: yesOrNo(ours), acts: yesOrNo(acts) }];
  return [
    { where: `job ${name}: result`, ours: ours.result, acts: acts.result },
    { where: `job ${name}: steps`, ours: ours.steps.join(' · '), acts: acts.steps.join(' · ') },
    { where: `job ${name}: facts`, ours: ours.facts.join(' · '), acts: acts.facts.join(' · ') },
  ];
}

function yesOrNo(job: JobAccount | undefined): string {
  return job === undefined ? 'no' : 'yes';
}

/** Whether what a job needs was over when it began: of the same workflow, by all its jobs in a matrix. */
function orderOf(
  needs: ReadonlyMap<string, readonly string[]>,
  ours: Account,
  acts: Account,
): readonly Difference[] {
  const pairs = [...needs].flatMap(([job, needed]) => needed.map((each) => [job, each] as const));
  return pairs.flatMap(([job, needed]) => {
    const where = `job ${job}: begins after ${needed}`;
    return [ours, acts].some((account) => !holds(account, job, needed))
      ? [{ where, ours: inOrder(ours, job, needed), acts: inOrder(acts, job, needed) }]
      : [];
  });
}

function inOrder(account: Account, job: string, needed: string): string {
  return holds(account, job, needed) ? 'yes' : 'no';
}

function holds({ jobs }: Account, job: string, needed: string): boolean {
  const begins = instancesOf(jobs, job).map(({ began }) => began);
  const ends = instancesOf(jobs, needed).map(({ ended }) => ended);
  return begins.every((began) => ends.every((ended) => ended < began));
}

function instancesOf(jobs: Account['jobs'], id: string): readonly JobAccount[] {
  return [...jobs].filter(([name]) => name === id || name.startsWith(`${id} (`)).map(([, job]) => job);
}
