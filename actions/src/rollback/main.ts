import type { TaskAction } from '../runner/task-action.ts';
import { inputs, type RollbackInputs } from './inputs.ts';

export const action: TaskAction<RollbackInputs> = {
  name: 'rollback',
  inputs,
  outputs: ['target', 'target-digest', 'needs-approval', 'deployment', 'live', 'url'],
  async perform(given, runner) {
    // Loaded once the inputs are known to be sound: mistaken ones are told of at once.
    if (given['choose-only']) {
      const { chooseByWorkflow } = await import('./chosen-report.ts');
      return chooseByWorkflow(given, runner);
    }
    const { rollBackByWorkflow } = await import('./roll-back.ts');
    return rollBackByWorkflow(given, runner);
  },
};
