import { problem, type Problem, type Repository } from '../rule.ts';
import { jobsOf, type PlacedJob } from '../workflow-file.ts';

/** Without it a job that hangs holds its queue for six hours. */
export function jobsEndInTime(repository: Repository): readonly Problem[] {
  return repository.files.flatMap((file) =>
    jobsOf(file)
      .filter(({ job }) => job.uses === undefined && typeof job['timeout-minutes'] !== 'number')
      .map(({ id, place }) =>
        problem(
          jobsEndInTime,
          { file, place },
          { message: `The job ${id} has no limit.`, remedy: 'Add `timeout-minutes`.' },
        ),
      ),
  );
}

/** The default of a repository may be to write everything. */
export function permissionsAreNamed(repository: Repository): readonly Problem[] {
  const remedy = 'Write `permissions: {}` at the top, and name each scope in the job that needs it.';
  return repository.files
    .filter(({ content }) => content.runs === undefined)
    .flatMap((file) => {
      const jobs = jobsOf(file)
        .filter(({ job }) => !isRecord(job.permissions))
        .map(({ id, place }) =>
          problem(
            permissionsAreNamed,
            { file, place },
            { message: `The job ${id} does not say what it may.`, remedy },
          ),
        );
      const top = file.content.permissions;
      if (isRecord(top) && Object.keys(top).length === 0) return jobs;
      const message = 'The workflow gives every job more than nothing.';
      return [problem(permissionsAreNamed, { file, place: ['permissions'] }, { message, remedy }), ...jobs];
    });
}

/**
 * GitHub’s own `success()` looks at all ancestors, and a job that it skips counts as passed; so each condition names the
 * result of each need: https://github.com/actions/runner/issues/2205
 */
export function conditionsNameEachNeed(repository: Repository): readonly Problem[] {
  return repository.files.flatMap((file) =>
    jobsOf(file)
      .filter((each) => each.job.needs.length > 0 && !asksAll(each))
      .flatMap(({ id, job, place }) => {
        const condition = job.if ?? '';
        const unnamed = job.needs.filter((need) => !condition.includes(`needs.${need}.result`));
        if (unnamed.length === 0 && condition.includes('!cancelled()')) return [];
        return problem(
          conditionsNameEachNeed,
          { file, place: [...place, 'if'] },
          {
            message: `The condition of ${id} leaves GitHub to decide about ${[...unnamed, 'cancellation'].join(', ')}.`,
            remedy: `Begin with \`!cancelled()\` and name ${job.needs.map((need) => `needs.${need}.result`).join(', ')}.`,
          },
        );
      }),
  );
}

/** The one job that is never skipped, and that a ruleset can ask for. */
export function oneJobAsksAll(repository: Repository): readonly Problem[] {
  return repository.files.flatMap((file) => {
    const jobs = jobsOf(file);
    if (jobs.every(({ job }) => job.needs.length === 0)) return [];
    const asking = jobs.find(asksAll);
    const others = jobs.filter((each) => each !== asking).map(({ id }) => id);
    const missing = others.filter((id) => asking?.job.needs.includes(id) !== true);
    if (asking?.job.if?.includes('always()') === true && missing.length === 0) return [];
    return problem(
      oneJobAsksAll,
      { file, place: asking?.place ?? ['jobs'] },
      {
        message:
          asking === undefined
            ? 'No job asks whether the others went well.'
            : `The job ${asking.id} may be skipped, or does not ask ${missing.join(', ')}.`,
        remedy: 'Let the last job need all others, with `if: always()` and ./actions/require-jobs.',
      },
    );
  });
}

export function asksAll({ job }: PlacedJob): boolean {
  return job.steps.some(({ uses }) => uses === './actions/require-jobs');
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
