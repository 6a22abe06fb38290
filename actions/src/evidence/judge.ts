import type { ReasonCode } from '../reason-codes.ts';
import type { Digest } from '../release/release.ts';
import { worstOf, type Finding, type Verdict, type VerdictKind } from '../verdict/verdict.ts';
import { problemsOf, type Expected } from './problems.ts';
import { evidenceName, type EvidenceBinding } from './statement.ts';
import type { FoundEvidence } from './store.ts';
import { toleranceFor, type ToleratedGate } from './tolerate.ts';

export interface RequiredGate {
  readonly gate: string;
  readonly boundTo: EvidenceBinding;
}

/**
 * The verdict over the evidence for one digest in one environment. It passes only on a complete set: each required gate
 * has evidence, and every piece of it is about this digest, this policy and this configuration, and says pass. All that
 * is missing or wrong is found at once; evidence of gates that nobody requires is not looked at.
 */
export function judgeEvidence(facts: {
  required: readonly RequiredGate[];
  statements: readonly FoundEvidence[];
  digest: Digest;
  environment: string;
  policyHash: string;
  configHash: string;
  /** What serves in the environment; `null` for nothing. */
  replaces: Digest | null;
  /** The gates that may be unproven, each for one reason. */
  tolerates?: readonly ToleratedGate[];
}): Verdict {
  const { required, statements, tolerates = [], ...target } = facts;
  const judged = required.map((gate) => judgeGate({ ...gate, ...target }, { statements, tolerates }));
  const findings = judged.flatMap((one) => one.findings);
  const kind = worstOf(judged.map((one) => one.kind));
  const evidence = Object.fromEntries(
    judged.map((one) => [one.name, one.tolerated === undefined ? one.kind : 'tolerated']),
  );
  return {
    kind,
    reasonCode: reasonOf(kind, findings),
    summary: summaryOf(judged),
    findings,
    facts: { ...target, evidence },
  };
}

interface JudgedGate {
  readonly name: string;
  readonly kind: VerdictKind;
  readonly findings: readonly Finding[];
  /** What lets a gate that could not look pass here. */
  readonly tolerated?: ToleratedGate;
}

function judgeGate(
  expected: Expected,
  given: { statements: readonly FoundEvidence[]; tolerates: readonly ToleratedGate[] },
): JudgedGate {
  const { gate, boundTo, environment } = expected;
  const name = evidenceName({ gate, environment: boundTo === 'artifact' ? undefined : environment });
  const found = given.statements.filter((statement) => statement.name === name);
  if (found.length === 0) return { name, kind: 'unproven', findings: [missing(name)] };
  const findings = found.flatMap((statement) => problemsOf(statement, expected));
  const tolerated = toleranceFor(gate, { found, findings }, given.tolerates);
  if (tolerated !== undefined) return { name, kind: 'pass', findings, tolerated };
  return { name, kind: worstOf(['pass', ...findings.map(kindOf)]), findings };
}

function kindOf({ code }: Finding): VerdictKind {
  return code === 'gate-failed' ? 'fail' : 'unproven';
}

function missing(name: string): Finding {
  return {
    code: 'evidence-missing',
    message: `Expected evidence of the gate ${name} for this digest, found none.`,
    remedy: 'Run the gate.',
    place: name,
  };
}

function reasonOf(kind: VerdictKind, findings: readonly Finding[]): ReasonCode {
  if (kind === 'pass') return 'passed';
  if (kind === 'fail') return 'gate-failed';
  return findings[0]?.code ?? 'nothing-examined';
}

function summaryOf(judged: readonly JudgedGate[]): string {
  if (judged.length === 0) return 'No gate is required, so nothing is proven.';
  const bad = judged.filter(({ kind }) => kind !== 'pass').map(({ name, kind }) => `${name} (${kind})`);
  if (bad.length > 0)
    return `Of ${judged.length} required gates, ${bad.length} don’t pass: ${bad.join(', ')}.`;
  const passed = judged.filter(({ tolerated }) => tolerated === undefined).map(({ name }) => name);
  const tolerated = judged.flatMap(({ name, tolerated: by }) =>
    by === undefined
      ? []
      : [`${name} could not look (${by.reasonCode}), which the policy tolerates here: ${by.reason}`],
  );
  if (tolerated.length === 0) return `All ${judged.length} required gates pass: ${passed.join(', ')}.`;
  const others = passed.length === 0 ? [] : [`These pass: ${passed.join(', ')}.`];
  return [...tolerated, ...others].join(' ');
}

/** The gates that were tolerated, as a verdict over the evidence has it in its facts. */
export function toleratedIn({ facts }: Verdict): string[] {
  const { evidence } = facts;
  if (typeof evidence !== 'object' || evidence === null || Array.isArray(evidence)) return [];
  return Object.entries(evidence).flatMap(([name, kind]) =>
    kind === 'tolerated' ? [name.replace(/@.*/, '')] : [],
  );
}
