import type { TaskAction } from '../runner/task-action.ts';
import { inputs, type DeployInputs } from './inputs.ts';

export const action: TaskAction<DeployInputs> = {
  name: 'deploy',
  inputs,
  outputs: ['deployment', 'release', 'digest', 'live', 'url'],
  async perform(given, runner) {
    // Loaded once the inputs are known to be sound: mistaken ones are told of at once.
    const { deploy } = await import('./deploy.ts');
    return deploy(given, runner);
  },
};
