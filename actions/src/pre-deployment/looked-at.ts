import { bindingOf } from '../evidence/bindings.ts';
import { evidenceName } from '../evidence/statement.ts';
import type { FoundEvidence } from '../evidence/store.ts';
import type { ChecklistPolicy, ProbeName } from '../policy/checklist-settings.ts';

/** The probes that items wait for. */
export function probesIn(
  { groups }: ChecklistPolicy,
  notApplicable: ReadonlyMap<string, string> = new Map(),
): ProbeName[] {
  const items = groups.flatMap((group) => group.items).filter(({ id }) => !notApplicable.has(id));
  return items.flatMap(({ proof }) => (proof.kind === 'probe' ? [proof.probe] : []));
}

/** The pieces of evidence that items are judged by, as they were found. */
export function inputsOf(
  { groups }: ChecklistPolicy,
  statements: readonly FoundEvidence[],
  environment: string,
): { name: string; sha256: string }[] {
  const gates = groups.flatMap(({ items }) =>
    items.flatMap(({ proof }) => (proof.kind === 'evidence' ? proof.gates : [])),
  );
  const names = gates.map((gate) =>
    evidenceName({ gate, environment: bindingOf(gate) === 'artifact' ? undefined : environment }),
  );
  return statements.filter(({ name }) => names.includes(name)).map(({ name, sha256 }) => ({ name, sha256 }));
}
