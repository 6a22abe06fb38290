import type { TaskAction } from '../runner/task-action.ts';
import { inputs, type Inputs } from './inputs.ts';

export const action: TaskAction<Inputs> = {
  name: 'run-gates',
  inputs,
  outputs: ['verdicts', 'evidence'],
  async perform(given, runner) {
    // Loaded once the inputs are known to be sound: mistaken ones are told of at once.
    const { runGates } = await import('./run-gates.ts');
    return runGates(given, runner);
  },
};
