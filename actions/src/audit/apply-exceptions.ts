import { satisfies } from 'semver';
import type { ReadException } from './exception.ts';
import type { Problem } from './problem.ts';

export interface Applied {
  /** Problems with the exceptions that cover them whole. */
  readonly excepted: readonly { readonly problem: Problem; readonly by: readonly ReadException[] }[];
  readonly remaining: readonly Problem[];
  readonly expired: readonly ReadException[];
  /** Those that cover no part of anything. */
  readonly unused: readonly ReadException[];
}

/**
 * Takes from the problems those that exceptions cover by every way that they come; one way left open leaves all of it.
 * Malware is never excepted. `today` is a day in UTC; the last day of an exception counts.
 */
export function applyExceptions(
  problems: readonly Problem[],
  exceptions: readonly ReadException[],
  today: string,
): Applied {
  const valid = exceptions.filter(({ expires }) => expires >= today);
  const used = new Set<ReadException>();
  const judged = problems.map((problem) => {
    const by = valid.filter((exception) => concerns(exception, problem));
    for (const exception of by) used.add(exception);
    const isCovered =
      !problem.isMalware && problem.entries.every((entry) => by.some(({ path }) => matches(path, entry)));
    return { problem, by, isCovered: isCovered && by.length > 0 };
  });
  return {
    excepted: judged.filter(({ isCovered }) => isCovered),
    remaining: judged.filter(({ isCovered }) => !isCovered).map(({ problem }) => problem),
    expired: exceptions.filter((exception) => !valid.includes(exception)),
    unused: valid.filter((exception) => !used.has(exception)),
  };
}

function concerns(exception: ReadException, problem: Problem): boolean {
  return (
    exception.advisory === problem.advisory &&
    exception.package === problem.package &&
    satisfies(problem.version, exception.versions, { includePrerelease: true, loose: true }) &&
    problem.entries.some((entry) => matches(exception.path, entry))
  );
}

function matches(path: string, entry: string): boolean {
  if (path === '*') return true;
  const [wanted, found] = [path.split(' > '), entry.split(' > ')];
  return (
    wanted.length === found.length && wanted.every((part, index) => part === '*' || part === found[index])
  );
}
