import { createHash } from 'node:crypto';
import type { Severity } from '../advisories/severity.ts';
import type { AuditFacts } from '../audit/audit.ts';
import type { ReadException } from '../audit/exception.ts';
import type { Problem } from '../audit/problem.ts';
import type { JsonValue } from '../verdict/verdict.ts';

/** GitHub keeps the 5,000 gravest results of a run: https://docs.github.com/en/rest/code-scanning */
const MOST_RESULTS = 5000;

/** GitHub sorts a number into critical (over 9.0), high (7.0 and more), medium (4.0 and more) and low. */
const SCORES = {
  info: '1.0',
  low: '2.0',
  moderate: '5.5',
  high: '8.0',
  critical: '9.5',
} as const satisfies Record<Severity, string>;

const LEVELS = {
  info: 'note',
  low: 'note',
  moderate: 'warning',
  high: 'error',
  critical: 'error',
} as const satisfies Record<Severity, string>;

/**
 * The problems as SARIF 2.1.0, within what GitHub’s code scanning takes: a rule for each advisory, a result for each version
 * that has it. https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning
 */
export function sarifOf({ problems, excepted, lock }: AuditFacts): JsonValue {
  const shown = problems.slice(0, MOST_RESULTS);
  const rules = new Map(shown.map((problem) => [problem.advisory, ruleOf(problem)]));
  const ids = [...rules.keys()];
  const exceptions = new Map(excepted.map(({ problem, by }) => [problem, by]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Tidegate dependency-audit', rules: [...rules.values()] } },
        automationDetails: { id: `dependency-audit/${lock.path}/` },
        results: shown.map((problem) => ({
          ...resultOf(problem, { path: lock.path, line: lock.lineOf(problem.keys[0] ?? '') }),
          ruleIndex: ids.indexOf(problem.advisory),
          suppressions: (exceptions.get(problem) ?? []).map(suppressionOf),
        })),
      },
    ],
  };
}

function ruleOf({ advisory, title, url, severity, isMalware, package: name }: Problem): JsonValue {
  const text = title === '' ? advisory : title;
  return {
    id: advisory,
    name: advisory,
    shortDescription: { text },
    fullDescription: { text: `${text} (${name})` },
    help: { text: `${text}: ${url}` },
    ...(URL.canParse(url) ? { helpUri: url } : {}),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      'security-severity': SCORES[severity],
      tags: ['security', 'dependency', ...(isMalware ? ['malware'] : [])],
    },
  };
}

function resultOf(
  problem: Problem,
  place: { path: string; line: number },
): Readonly<Record<string, JsonValue>> {
  const { advisory, severity, package: name, version, shortest, clearedBy } = problem;
  const fix = clearedBy === undefined ? 'Nothing is known to clear it.' : `Cleared by: ${clearedBy}.`;
  return {
    ruleId: advisory,
    level: LEVELS[severity],
    message: { text: `${name} ${version} has ${advisory} (${severity}). It comes by ${shortest}. ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(place.path) },
          region: { startLine: place.line },
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: fingerprint([advisory, name, version]) },
  };
}

/** Stays the same while lines move. */
function fingerprint(parts: readonly string[]): string {
  return `${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}:1`;
}

function suppressionOf({ owner, reason, expires }: ReadException): JsonValue {
  return { kind: 'external', status: 'accepted', justification: `${owner}, until ${expires}: ${reason}` };
}
