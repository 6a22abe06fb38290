import type { Draft } from './draft.ts';
import type { Mistake } from './mistake.ts';
import { nearestName } from './nearest-name.ts';

/** Gates that nobody knows, and gates listed twice. */
export function gateMistakes({ environments }: Draft, known: readonly string[]): Mistake[] {
  return environments.flatMap(({ gates }, environment) =>
    gates.flatMap((gate, index) => {
      const path = ['environments', environment, 'gates', index];
      if (gate === undefined) return [];
      if (!known.includes(gate)) return [unknownGate({ path, gate, known })];
      return gates.indexOf(gate) < index ? [repeatedGate({ path, gate })] : [];
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

interface Place {
  readonly path: Mistake['path'];
  readonly gate: string;
}
