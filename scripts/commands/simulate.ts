import { availableParallelism } from 'node:os';
import { UserError } from '../../actions/src/errors.ts';
import { runInParallel } from '../../actions/src/simulation/parallel-campaign.ts';
import { reportOf } from '../../actions/src/simulation/report.ts';
import type { Ending, Invocation } from '../perform.ts';

const SEED = '1';
/** As many as CI runs. */
const SCHEDULES = '10000';
const TELL_EVERY_MS = 2000;

/** The deployment's own code against a simulated world; ends with 1 when an invariant does not hold. */
export async function simulate({ options, progress }: Invocation): Promise<Ending> {
  const seed = wholeNumber('seed', options.seed ?? SEED, 0);
  const schedules = wholeNumber('schedules', options.schedules ?? SCHEDULES, 1);
  const threads = Math.min(availableParallelism(), schedules);
  const began = performance.now();
  const campaign = await progress.task(
    `seed ${seed}: ${schedules} schedules`,
    (note) => runInParallel({ seed, schedules, threads, onProgress: everySoOften(note) }),
    ({ failures }) => failures.length === 0,
  );
  const seconds = (performance.now() - began) / 1000;
  return {
    json: { ...campaign, seconds },
    text: reportOf(campaign, seconds),
    exitCode: campaign.failures.length === 0 ? 0 : 1,
  };
}

function everySoOften(note: (text: string) => void): (done: number, failed: number) => void {
  let told = performance.now();
  return (done, failed) => {
    if (performance.now() - told < TELL_EVERY_MS) return;
    told = performance.now();
    note(`${done} schedules, ${failed} failed`);
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= Number.MAX_SAFE_INTEGER) return number;
  throw new UserError({
    code: 'usage',
    message: `Expected --${name} to be a whole number of at least ${least}; found ${JSON.stringify(text)}.`,
    remedy: `Give one, such as --${name} ${name === 'seed' ? SEED : SCHEDULES}.`,
  });
}
