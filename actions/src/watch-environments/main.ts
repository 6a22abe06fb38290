import type { TaskAction } from '../runner/task-action.ts';
import { inputs, type WatchInputs } from './inputs.ts';

export const action: TaskAction<WatchInputs> = {
  name: 'watch-environments',
  inputs,
  outputs: ['watched'],
  async perform({ environment, ...given }, runner) {
    // Loaded once the inputs are known to be sound: mistaken ones are told of at once.
    if (environment === undefined) {
      const { watchRepository } = await import('./watch-repository.ts');
      return watchRepository(given, runner);
    }
    const { watchEnvironment } = await import('./watch-environment.ts');
    return watchEnvironment({ ...given, environment }, runner);
  },
};
