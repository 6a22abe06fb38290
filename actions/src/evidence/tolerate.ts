import type { ReasonCode } from '../reason-codes.ts';
import type { Finding } from '../verdict/verdict.ts';
import { statementSchema } from './statement.ts';
import type { FoundEvidence } from './store.ts';

/** A gate that may be unproven, for one reason. */
export interface ToleratedGate {
  readonly gate: string;
  readonly reasonCode: ReasonCode;
  /** Why that is acceptable. */
  readonly reason: string;
}

/**
 * Why evidence that doesn’t pass need not block; `undefined` where it must. Only a gate that itself says `unproven`, and
 * for just the reason that is tolerated: evidence that is missing, stale, another’s or says `fail` never is.
 */
export function toleranceFor(
  gate: string,
  { found, findings }: { found: readonly FoundEvidence[]; findings: readonly Finding[] },
  tolerates: readonly ToleratedGate[],
): ToleratedGate | undefined {
  if (findings.length === 0 || findings.some(({ code }) => code !== 'gate-unproven')) return undefined;
  const reasons = found.map(({ content }) => statementSchema.safeParse(content).data?.predicate.reasonCode);
  return tolerates.find(
    (tolerated) => tolerated.gate === gate && reasons.every((reason) => reason === tolerated.reasonCode),
  );
}
