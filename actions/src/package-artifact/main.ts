import type { TaskAction } from '../runner/task-action.ts';
import { inputs, type Inputs } from './inputs.ts';

export const action: TaskAction<Inputs> = {
  name: 'package-artifact',
  inputs,
  outputs: ['digest', 'release', 'path', 'sbom'],
  async perform(given, runner) {
    // Loaded once the inputs are known to be sound: mistaken ones are told of at once.
    const { pack } = await import('./pack.ts');
    return pack(given, runner);
  },
};
