import { SEVERITIES } from '../advisories/severity.ts';
import type { AuditFacts } from '../audit/audit.ts';
import type { ReadException } from '../audit/exception.ts';
import type { Problem } from '../audit/problem.ts';
import type { Annotation } from '../runner/annotations.ts';
import type { SummaryPart } from '../runner/summary.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { counts } from './decide.ts';

/** What stands below the verdict: how many of each severity, what is excepted, what is old, where the sources differ. */
export function summaryParts(facts: AuditFacts): SummaryPart[] {
  return [
    severityTable(facts),
    ...exceptionTable(facts),
    ...problemTable(
      'Known before',
      facts.problems.filter((problem) => !counts(problem, facts)),
    ),
    ...differenceTable(facts),
    ...outsidePart(facts),
  ];
}

/** At the package’s own line of the lock file, or the exceptions’ file. */
export function annotationsOf({ findings, kind }: Verdict): Annotation[] {
  return findings.map(({ place = '', message, remedy = '' }) => {
    const [, file, line] = /^(.+):(\d+)$/.exec(place) ?? [];
    const text = `${message} ${remedy}`;
    const level = kind === 'pass' ? 'notice' : 'error';
    return file === undefined
      ? { kind: level, message: text }
      : { kind: level, message: text, file, line: Number(line) };
  });
}

function severityTable({ asked, problems, excepted, old, registry, refusal }: AuditFacts): SummaryPart {
  const said = refusal === undefined ? 'control reported' : 'no answer that counts';
  const head = ['packages', ...SEVERITIES.toReversed(), 'excepted', 'known before', 'asked'];
  const found = SEVERITIES.toReversed().map(
    (severity) => problems.filter((problem) => problem.severity === severity).length,
  );
  const row = [asked, ...found, excepted.length, old.size].map(String);
  return { kind: 'table', head, rows: [[...row, `${registry}: ${said}`]], of: 'counts' };
}

function exceptionTable({ exceptions, expired, unused, refusal }: AuditFacts): SummaryPart[] {
  if (exceptions.length === 0) return [];
  function state(exception: ReadException): string {
    if (expired.includes(exception)) return 'ended';
    if (refusal !== undefined) return 'not known';
    return unused.includes(exception) ? 'unused' : 'in use';
  }
  const rows = exceptions.map((exception) => {
    const { advisory, package: name, versions, path, owner, reason, expires } = exception;
    return [advisory, `${name} ${versions}`, path, owner, reason, expires, state(exception)];
  });
  const head = ['exception', 'for', 'through', 'owner', 'why', 'until', 'state'];
  return [{ kind: 'table', head, rows, of: 'exceptions' }];
}

function problemTable(title: string, problems: readonly Problem[]): SummaryPart[] {
  if (problems.length === 0) return [];
  const rows = problems.map(({ package: name, version, advisory, severity, shortest, clearedBy = '–' }) => [
    `${name} ${version}`,
    advisory,
    severity,
    shortest,
    clearedBy,
  ]);
  return [
    { kind: 'table', head: [title, 'advisory', 'severity', 'through', 'cleared by'], rows, of: 'packages' },
  ];
}

/** Shown where there are two opinions at all, and they are not one. */
function differenceTable({ hasSecondOpinion, refusal, problems }: AuditFacts): SummaryPart[] {
  if (!hasSecondOpinion || refusal !== undefined) return [];
  const rows = problems
    .filter(({ said }) => said.registry !== said.osv)
    .map(({ package: name, version, advisory, severity, said }) => [
      `${name} ${version}`,
      advisory,
      said.registry ?? 'not known',
      said.osv ?? 'not known',
      severity,
    ]);
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      head: ['they differ', 'advisory', 'registry', 'OSV', 'counts as'],
      rows,
      of: 'differences',
    },
  ];
}

function outsidePart({ outside }: AuditFacts): SummaryPart[] {
  if (outside.length === 0) return [];
  const rows = outside.map((key) => [key]);
  return [
    { kind: 'table', head: ['from no registry, so that no advisory can name it'], rows, of: 'packages' },
  ];
}
