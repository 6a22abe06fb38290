import { statementSchema, type GateStatement } from '../evidence/statement.ts';
import type { FoundEvidence } from '../evidence/store.ts';
import type { EvidenceTarget } from '../pre-deployment/gate-evidence.ts';

/**
 * What the evidence must be about. The configuration’s secrets are the environment’s: here only the evidence about it knows
 * its hash. All of it must agree, and what comes of it holds for that configuration alone, which the deployment compares.
 */
export function targetOf(
  statements: readonly FoundEvidence[],
  known: Pick<EvidenceTarget, 'digest' | 'environment' | 'policyHash'>,
): EvidenceTarget {
  const here = statements
    .flatMap(({ content }) => statementSchema.safeParse(content).data ?? [])
    .filter(({ predicate }) => predicate.environment === known.environment && predicate.gate !== 'checklist');
  const replaces = predicates(here).find((predicate) => predicate.replaces !== undefined)?.replaces ?? null;
  return { ...known, configHash: predicates(here)[0]?.configHash ?? 'unknown', replaces };
}

function predicates(statements: readonly GateStatement[]): GateStatement['predicate'][] {
  return statements.map(({ predicate }) => predicate);
}
