import type { Finding, Verdict } from '../verdict/verdict.ts';

/** A job's outputs hold 1 MB in all, counted in UTF-16: https://docs.github.com/en/actions/reference/limits */
const MOST_FINDINGS = 200;

/** What the output `result` holds. `version` changes when a reader of the one before would misread it. */
export interface ActionResult {
  readonly version: 1;
  readonly action: string;
  readonly verdict: Verdict['kind'];
  readonly reasonCode: Verdict['reasonCode'];
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** How many more findings there are than `findings` holds. */
  readonly findingsCut: number;
  readonly facts: Verdict['facts'];
  /** The file that the evidence was written to; `null` where no digest was given, or none could be written. */
  readonly evidence: string | null;
}

export function resultOf(action: string, verdict: Verdict, evidence: string | null): ActionResult {
  const { kind, reasonCode, summary, findings, facts } = verdict;
  return {
    version: 1,
    action,
    verdict: kind,
    reasonCode,
    summary,
    ...cutFindings(findings),
    facts,
    evidence,
  };
}

/** As many as an output holds, and how many more there are. */
export function cutFindings(findings: readonly Finding[]): Pick<ActionResult, 'findings' | 'findingsCut'> {
  return {
    findings: findings.slice(0, MOST_FINDINGS),
    findingsCut: Math.max(0, findings.length - MOST_FINDINGS),
  };
}
