import { messageOf } from '../errors.ts';
import { readInputs } from './inputs.ts';
import { systemRunner, type Runner } from './runner.ts';
import type { TaskAction } from './task-action.ts';

/**
 * Carries out what an action does after its job, cancelled or not. What goes wrong here is a warning: the job has ended as
 * it has ended.
 */
export async function runPost<Inputs>(
  { name, inputs }: TaskAction<Inputs>,
  variables: Runner['variables'],
  work: (given: Inputs, runner: Runner) => Promise<void>,
): Promise<void> {
  const runner = systemRunner(variables);
  // Nothing was begun, or all of it has ended.
  if (variables['STATE_open'] !== 'true') return;
  try {
    await work(readInputs(inputs, runner), runner);
  } catch (error) {
    runner.annotate({ kind: 'warning', title: `${name}: after the job`, message: messageOf(error) });
    runner.debug(Error.isError(error) ? (error.stack ?? '') : '');
  }
}
