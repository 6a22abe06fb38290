import type { EvidenceBinding } from './statement.ts';

/** What the evidence of each gate holds for, where that is more than the artifact. */
const BINDINGS: Readonly<Record<string, EvidenceBinding>> = {
  checklist: 'pair',
  config: 'configuration',
  rehearsal: 'pair',
};

/** Known without loading the gate: an action that reads evidence bundles no gate. */
export function bindingOf(gate: string): EvidenceBinding {
  return BINDINGS[gate] ?? 'artifact';
}
