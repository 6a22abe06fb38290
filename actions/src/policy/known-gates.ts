import type { Draft } from './draft.ts';
import { NEED_SETTINGS } from './gate-settings.ts';
import type { Mistake } from './mistake.ts';
import { nearestName } from './nearest-name.ts';

/** The gates that there are: the folders below `gates/`. Listed, since a bundle has no folders to look at. */
export const GATE_NAMES: readonly string[] = [
  'audit',
  'build',
  'checklist',
  'config',
  'coverage',
  'rehearsal',
  'tests',
];

/** Gates that nobody knows, gates listed twice, and gates that are not told what they demand. */
export function gateMistakes({ environments, gates: settings }: Draft, known: readonly string[]): Mistake[] {
  return environments.flatMap(({ gates }, environment) =>
    gates.flatMap((gate, index) => {
      const path = ['environments', environment, 'gates', index];
      if (gate === undefined) return [];
      if (!known.includes(gate)) return [unknownGate({ path, gate, known })];
      if (gates.indexOf(gate) < index) return [repeatedGate({ path, gate })];
      return NEED_SETTINGS.includes(gate) && !(gate in settings) ? [gateWithoutSettings({ path, gate })] : [];
    }),
  );
}

function unknownGate({ path, gate, known }: Place & { known: readonly string[] }): Mistake {
  const meant = nearestName(gate, known);
  return {
    path,
    expected: `one of the gates ${known.join(', ')}`,
    found: `"${gate}"`,
    remedy: meant === undefined ? 'Remove it.' : `Did you mean "${meant}"?`,
  };
}

function repeatedGate({ path, gate }: Place): Mistake {
  return { path, expected: 'each gate once', found: `a second "${gate}"`, remedy: 'Remove it.' };
}

function gateWithoutSettings({ path, gate }: Place): Mistake {
  return {
    path,
    expected: `what "${gate}" demands under gates.${gate}`,
    found: 'nothing there',
    remedy: `Add gates.${gate}, or remove the gate.`,
  };
}

interface Place {
  readonly path: Mistake['path'];
  readonly gate: string;
}
