import type { GateAction } from '../runner/gate-action.ts';
import { inputs, type ChecklistInputs } from './inputs.ts';

export const action: GateAction<ChecklistInputs> = {
  name: 'checklist',
  gate: 'checklist',
  inputs,
  outputs: ['comment', 'verification-summary'],
  async look(given, runner) {
    // Loaded once the inputs are known to be sound: mistaken ones are told of at once.
    const { hold } = await import('./hold.ts');
    return hold(given, runner);
  },
};
