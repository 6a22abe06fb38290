import type { TaskAction } from '../runner/task-action.ts';
import { inputs, type PublishInputs } from './inputs.ts';

export const action: TaskAction<PublishInputs> = {
  name: 'publish-release',
  inputs,
  outputs: ['tag', 'url'],
  async perform(given, runner) {
    // Loaded once the inputs are known to be sound: mistaken ones are told of at once.
    const { publishRelease } = await import('./publish-release.ts');
    return publishRelease(given, runner);
  },
};
