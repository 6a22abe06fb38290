import { bindingOf } from '../evidence/bindings.ts';
import { judgeEvidence } from '../evidence/judge.ts';
import { evidenceName, statementSchema, type GateStatement } from '../evidence/statement.ts';
import type { FoundEvidence } from '../evidence/store.ts';
import type { ReasonCode } from '../reason-codes.ts';
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

/** A gate that may say `unproven` for one of these reasons where the checklist is held. */
export interface Toleration {
  readonly gate: string;
  readonly reasonCodes: readonly ReasonCode[];
  readonly reason: string;
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
  tolerates: readonly Toleration[],
): EvidenceOf {
  return (gate) => {
    const required = [{ gate, boundTo: bindingOf(gate) }];
    const { kind, findings, summary } = judgeEvidence({ required, statements, ...target });
    const statement = statementOf(statements, gate, target.environment);
    if (kind === 'pass') return { kind, findings, said: statement?.predicate.summary ?? summary };
    const tolerated = toleratedBy(tolerates, { gate, statement, findings });
    if (tolerated !== undefined) return { kind: 'pass', findings: [], said: tolerated };
    return { kind, findings, said: findings[0]?.message ?? summary };
  };
}

/** Only that it is unproven is tolerated: not that it fails, is missing, stale, or about something else. */
function toleratedBy(
  tolerates: readonly Toleration[],
  facts: { gate: string; statement: GateStatement | undefined; findings: readonly Finding[] },
): string | undefined {
  const { gate, statement, findings } = facts;
  if (statement === undefined || !findings.every(({ code }) => code === 'gate-unproven')) return undefined;
  const { reasonCode } = statement.predicate;
  const found = tolerates.find((each) => each.gate === gate && each.reasonCodes.includes(reasonCode));
  return found === undefined ? undefined : `unproven (${reasonCode}), tolerated: ${found.reason}`;
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
