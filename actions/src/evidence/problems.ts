import { z } from 'zod';
import type { ReasonCode } from '../reason-codes.ts';
import type { Digest } from '../release/release.ts';
import type { Finding } from '../verdict/verdict.ts';
import { statementSchema, type EvidenceBinding, type GateStatement } from './statement.ts';
import type { FoundEvidence } from './store.ts';

export interface Expected {
  readonly gate: string;
  readonly boundTo: EvidenceBinding;
  readonly digest: Digest;
  readonly environment: string;
  readonly policyHash: string;
  readonly configHash: string;
  readonly replaces: Digest | null;
}

interface Problem {
  readonly code: ReasonCode;
  readonly message: string;
}

type Rule = (statement: GateStatement, expected: Expected) => Problem | undefined;

const RULES: readonly Rule[] = [
  isAboutThisArtifact,
  isOfThisGate,
  isOfThisPolicy,
  isOfThisConfiguration,
  isOfThisPair,
  saysPass,
];

/** What keeps a piece of evidence from proving that the gate passes. */
export function problemsOf({ place, content }: FoundEvidence, expected: Expected): Finding[] {
  const parsed = statementSchema.safeParse(content);
  if (!parsed.success) return [at(place, notAStatement(content, parsed.error))];
  return RULES.flatMap((rule) => rule(parsed.data, expected) ?? []).map((problem) => at(place, problem));
}

function isAboutThisArtifact({ subject }: GateStatement, { digest }: Expected): Problem | undefined {
  const found = subject[0].digest.sha256;
  if (found === digest) return undefined;
  return {
    code: 'evidence-invalid',
    message: `Expected evidence about ${digest}, found it about ${found}.`,
  };
}

function isOfThisGate({ predicate }: GateStatement, expected: Expected): Problem | undefined {
  const environment = expected.boundTo === 'artifact' ? undefined : expected.environment;
  if (predicate.gate === expected.gate && predicate.environment === environment) return undefined;
  return {
    code: 'evidence-invalid',
    message:
      `Expected evidence of ${expected.gate} for ${environment ?? 'any environment'}, ` +
      `found it of ${predicate.gate} for ${predicate.environment ?? 'any environment'}.`,
  };
}

function isOfThisPolicy({ predicate }: GateStatement, { policyHash }: Expected): Problem | undefined {
  if (predicate.policyHash === policyHash) return undefined;
  return {
    code: 'evidence-stale',
    message: `Expected evidence made under the policy ${policyHash}, found ${predicate.policyHash}.`,
  };
}

function isOfThisConfiguration({ predicate }: GateStatement, expected: Expected): Problem | undefined {
  if (expected.boundTo === 'artifact' || predicate.configHash === expected.configHash) return undefined;
  return {
    code: 'evidence-stale',
    message: `Expected evidence for the configuration ${expected.configHash}, found ${predicate.configHash ?? 'none'}.`,
  };
}

function isOfThisPair({ predicate }: GateStatement, expected: Expected): Problem | undefined {
  if (expected.boundTo !== 'pair' || predicate.replaces === expected.replaces) return undefined;
  return {
    code: 'evidence-stale',
    message: `Expected evidence for replacing ${expected.replaces ?? 'nothing'}, found it for ${predicate.replaces ?? 'nothing'}.`,
  };
}

function saysPass({ predicate }: GateStatement): Problem | undefined {
  const { verdict, gate, summary } = predicate;
  if (verdict === 'pass') return undefined;
  return {
    code: verdict === 'fail' ? 'gate-failed' : 'gate-unproven',
    message: `The gate ${gate} says ${verdict}: ${summary}`,
  };
}

function notAStatement(content: unknown, error: z.ZodError): Problem {
  const found = content === undefined ? 'something that is not JSON' : z.prettifyError(error);
  return { code: 'evidence-invalid', message: `Expected a statement of a gate, found: ${found}` };
}

function at(place: string, problem: Problem): Finding {
  return { ...problem, place, remedy: 'Mend what the gate found, if anything, and run the gate again.' };
}
