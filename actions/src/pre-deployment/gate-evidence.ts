import { bindingOf } from '../evidence/bindings.ts';
import { judgeEvidence } from '../evidence/judge.ts';
import { evidenceName, statementSchema, type GateStatement } from '../evidence/statement.ts';
import type { FoundEvidence } from '../evidence/store.ts';
import type { ToleratedGate } from '../evidence/tolerate.ts';
import type { Digest } from '../release/release.ts';
import type { Finding, VerdictKind } from '../verdict/verdict.ts';

/** What the evidence must be about. */
export interface EvidenceTarget {
  readonly digest: Digest;
  readonly environment: string;
  readonly policyHash: string;
  readonly configHash: string;
  /** What serves in the environment; `null` for nothing. */
  readonly replaces: Digest | null;
}

export interface GateEvidence {
  readonly kind: VerdictKind;
  /** The gate’s own summary, or what is wrong with its evidence. */
  readonly said: string;
  readonly findings: readonly Finding[];
}

export type EvidenceOf = (gate: string) => GateEvidence;

/** Judges the evidence of one gate at a time, each time from what was found on disk. */
export function evidenceJudge(
  statements: readonly FoundEvidence[],
  target: EvidenceTarget,
  tolerates: readonly ToleratedGate[],
): EvidenceOf {
  return (gate) => {
    const required = [{ gate, boundTo: bindingOf(gate) }];
    const { kind, findings, summary } = judgeEvidence({ required, statements, tolerates, ...target });
    if (kind !== 'pass') return { kind, findings, said: findings[0]?.message ?? summary };
    // A pass with findings is one that is tolerated: the summary says why.
    const said = statementOf(statements, gate, target.environment)?.predicate.summary;
    return { kind, findings: [], said: findings.length > 0 ? summary : (said ?? summary) };
  };
}

export function statementOf(
  statements: readonly FoundEvidence[],
  gate: string,
  environment: string,
): GateStatement | undefined {
  const bound = bindingOf(gate) === 'artifact' ? undefined : environment;
  const name = evidenceName({ gate, environment: bound });
  const content = statements.find((found) => found.name === name)?.content;
  return statementSchema.safeParse(content).data;
}
