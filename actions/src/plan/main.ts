import type { TaskAction } from '../runner/task-action.ts';
import { inputs, type PlanInputs } from './inputs.ts';

export const action: TaskAction<PlanInputs> = {
  name: 'plan',
  inputs,
  outputs: ['plan-hash', 'needs-approval', 'plan'],
  async perform(given, runner) {
    // Loaded once the inputs are known to be sound: mistaken ones are told of at once.
    const { plan } = await import('./plan.ts');
    return plan(given, runner);
  },
};
