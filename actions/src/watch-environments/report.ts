import { EXIT_CODES } from '../exit-codes.ts';
import { done } from '../runner/done.ts';
import type { SummaryPart } from '../runner/summary.ts';
import type { TaskReport } from '../runner/task-action.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { Watched } from '../watchers/watched.ts';

/** Green only where something was looked at, and nothing was found. */
export function report(watched: readonly Watched[], warnings: readonly string[]): TaskReport {
  const findings = findingsOf(watched);
  const parts = [tableOf(watched), ...warnings.map(warningPart)];
  const facts = { watched: watched.map(({ subject, kind, seen }) => ({ subject, kind, seen })), warnings };
  const looked = watched.filter(({ kind }) => kind !== 'nothing');
  const [first] = findings;
  const outputs = { watched: JSON.stringify(facts.watched) };
  if (first === undefined)
    return done({
      summary:
        looked.length === 0
          ? 'There is nothing to watch yet.'
          : `All is well: ${looked.map(({ seen }) => seen).join(' ')}`,
      outputs,
      parts,
      facts,
    });
  const isUnproven = watched.every(({ kind }) => kind !== 'fail');
  return {
    outcome: 'refused',
    reasonCode: first.code,
    summary: `${findings.length} of what was watched is not well: ${first.message}`,
    findings,
    facts,
    parts,
    annotations: findings.map(({ message, code }) => ({ kind: 'error', title: code, message })),
    outputs,
    exitCode: (isUnproven ? EXIT_CODES.unproven : EXIT_CODES.refused).code,
  };
}

export function findingsOf(watched: readonly Watched[]): readonly Finding[] {
  return watched.flatMap(({ findings, environment }) =>
    findings.map((finding) => (environment === '' ? finding : { place: environment, ...finding })),
  );
}

export function tableOf(watched: readonly Watched[]): SummaryPart {
  return {
    kind: 'table',
    head: ['what', 'environment', 'verdict', 'seen'],
    rows: watched.map(({ subject, environment, kind, seen }) => [
      subject,
      environment,
      kind === 'nothing' ? '–' : kind,
      seen,
    ]),
    of: 'watched things',
  };
}

function warningPart(text: string): SummaryPart {
  return { kind: 'text', text: `Warning: ${text}` };
}
