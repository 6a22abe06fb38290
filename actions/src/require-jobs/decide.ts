import { nearestName } from '../policy/nearest-name.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { Needs } from './inputs.ts';

/** What is against calling the whole run green. A skipped job is green to GitHub, and is nothing that was done. */
export function objections(needs: Needs, maySkip: readonly string[]): Finding[] {
  const names = Object.keys(needs);
  if (names.length === 0)
    return [
      {
        code: 'nothing-examined',
        message: 'Expected the results of at least one job, found none.',
        remedy: 'Name the jobs under `needs:` of this one.',
      },
    ];
  return [
    ...unknownNames(names, maySkip),
    ...Object.entries(needs).flatMap(([name, { result }]) => wrong(name, result, maySkip)),
  ];
}

function unknownNames(names: readonly string[], maySkip: readonly string[]): Finding[] {
  return [...new Set(maySkip)]
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = nearestName(name, names);
      return {
        code: 'inputs-invalid',
        place: name,
        message: `may-skip: expected names of jobs under \`needs:\`, found ${JSON.stringify(name)}.`,
        remedy: meant === undefined ? 'Remove it.' : `Did you mean ${meant}?`,
      };
    });
}

function wrong(name: string, result: string, maySkip: readonly string[]): Finding[] {
  if (result === 'success' || (result === 'skipped' && maySkip.includes(name))) return [];
  const skipped = result === 'skipped';
  return [
    {
      code: skipped ? 'job-skipped' : 'job-failed',
      place: name,
      message: `Expected the job ${name} to succeed, found ${result}.`,
      remedy: skipped ? 'See which job before it did not go well.' : 'See its log.',
    },
  ];
}
