import { isAtLeast } from '../advisories/severity.ts';
import { CONTROL } from '../advisories/control.ts';
import type { AuditFacts } from '../audit/audit.ts';
import type { Problem } from '../audit/problem.ts';
import type { Finding, Verdict, VerdictKind } from '../verdict/verdict.ts';
import type { Demands } from './demands.ts';

interface Rule {
  readonly broken: Exclude<VerdictKind, 'pass'>;
  readonly find: (facts: AuditFacts, demands: Demands) => readonly Finding[];
}

/** What must hold, the gravest first: the first that is broken gives its reason. */
const RULES: readonly Rule[] = [
  { broken: 'fail', find: nothingThatShipsIsMalware },
  { broken: 'fail', find: nothingThatShipsIsVulnerable },
  { broken: 'fail', find: noExceptionHasExpired },
  { broken: 'fail', find: everyExceptionIsUsed },
  { broken: 'unproven', find: theRegistryHasAnswered },
];

export function decide(facts: AuditFacts, demands: Demands): Verdict {
  const broken = RULES.flatMap(({ broken: kind, find }) =>
    find(facts, demands).map((finding) => ({ kind, finding })),
  );
  const [first] = broken;
  const told = { findings: broken.map(({ finding }) => finding), facts: measured(facts, demands) };
  if (first === undefined)
    return { kind: 'pass', reasonCode: 'passed', summary: passSummary(facts, demands), ...told };
  const { kind, finding } = first;
  const more = broken.length > 1 ? ` And ${broken.length - 1} more.` : '';
  return { kind, reasonCode: finding.code, summary: `${finding.message}${more}`, ...told };
}

/** Whether the problem is old, and so is only shown. Malware never gets old. */
export function counts(problem: Problem, { old }: AuditFacts): boolean {
  return problem.isMalware || !old.has(problem);
}

function nothingThatShipsIsMalware(facts: AuditFacts): Finding[] {
  return facts.remaining
    .filter(({ isMalware }) => isMalware)
    .map((problem) => ({
      code: 'malware-found',
      place: placeOf(problem, facts),
      message: `${saying(problem)}, which is malware.`,
      remedy: `Remove it. Every machine that installed it may be taken over: change all secrets that it could read. ${problem.url}`,
    }));
}

function nothingThatShipsIsVulnerable(facts: AuditFacts, { level }: Demands): Finding[] {
  return facts.remaining
    .filter((problem) => !problem.isMalware && counts(problem, facts) && isAtLeast(problem.severity, level))
    .map((problem) => ({
      code: 'vulnerable',
      place: placeOf(problem, facts),
      message: `${saying(problem)}: ${problem.title}.`,
      remedy: remedyFor(problem),
    }));
}

function noExceptionHasExpired({ expired }: AuditFacts): Finding[] {
  return expired.map(({ advisory, package: name, expires, owner, place }) => ({
    code: 'exception-expired',
    place,
    message: `The exception for ${advisory} in ${name} ended on ${expires}.`,
    remedy: `${owner} mends the package and removes the exception, or says why it may go on.`,
  }));
}

/** Without the registry’s answer nobody knows which are of use. */
function everyExceptionIsUsed({ unused, refusal }: AuditFacts): Finding[] {
  if (refusal !== undefined) return [];
  return unused.map(({ advisory, package: name, versions, place }) => ({
    code: 'exception-unused',
    place,
    message: `The exception for ${advisory} in ${name} ${versions} covers nothing that is there.`,
    remedy: 'Remove it; one that waits for its case is no contract.',
  }));
}

function theRegistryHasAnswered({ refusal, registry }: AuditFacts): Finding[] {
  if (refusal === undefined) return [];
  const { code, why } = refusal;
  const message = `${registry} did not say which advisories there are: ${why}.`;
  return [{ code, message, remedy: REFUSAL_REMEDIES[code] }];
}

const REFUSAL_REMEDIES = {
  'advisories-unavailable':
    'Ask a registry that has them, as npm’s public one does, by the input `registry`.',
  'advisories-refused': 'Look at the registry’s token and limits, and run this again.',
  'advisories-unreadable': 'See what answers there: a proxy’s page is no answer.',
  'control-missed': 'Ask a registry that has advisories of its own: this one would call anything clean.',
} as const;

function saying({ package: name, version, advisory, severity, shortest, entries }: Problem): string {
  const more = entries.length > 1 ? `, and ${entries.length - 1} other ways` : '';
  return `${name} ${version} (${shortest}${more}) has ${advisory}, ${severity}`;
}

function remedyFor({ clearedBy, package: name, entries }: Problem): string {
  if (clearedBy === undefined)
    return `No version of ${name} is known to clear it: do without ${entries[0] ?? name}.`;
  return clearedBy.startsWith('above') ? `Take a version ${clearedBy}.` : `Take ${clearedBy} or newer.`;
}

function placeOf({ keys }: Problem, { lock }: AuditFacts): string {
  return `${lock.path}:${lock.lineOf(keys[0] ?? '')}`;
}

function passSummary({ asked, problems, excepted, old, lock }: AuditFacts, { level }: Demands): string {
  const asides = [
    excepted.length > 0 ? `${excepted.length} excepted` : '',
    old.size > 0 ? `${old.size} known before` : '',
    problems.length > excepted.length + old.size ? 'some below the level' : '',
  ].filter((aside) => aside !== '');
  const but = asides.length === 0 ? '' : ` (${asides.join(', ')})`;
  return `None of ${asked} packages in ${lock.path} has an advisory of level ${level} or worse${but}.`;
}

function measured(facts: AuditFacts, { level, scope, base }: Demands): Verdict['facts'] {
  const { lock, asked, outside, registry, refusal, problems, excepted, old } = facts;
  const severities = Object.entries(Object.groupBy(problems, ({ severity }) => severity));
  return {
    lockfile: lock.path,
    level,
    scope: scope.kind,
    workspace: scope.workspace ?? null,
    base: base ?? null,
    asked,
    outside: outside.length,
    registry,
    control: refusal === undefined ? `${CONTROL.package}@${CONTROL.version} reported` : 'not reported',
    secondOpinion: facts.hasSecondOpinion,
    advisories: Object.fromEntries(severities.map(([severity, found]) => [severity, found.length])),
    excepted: excepted.map(({ problem, by }) => ({
      advisory: problem.advisory,
      package: `${problem.package}@${problem.version}`,
      owners: by.map(({ owner }) => owner),
      until: by.map(({ expires }) => expires),
    })),
    knownBefore: old.size,
  };
}
