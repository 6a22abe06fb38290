import type { Annotation } from '../runner/annotations.ts';
import type { Timings } from '../ledger/events.ts';
import type { SummaryPart } from '../runner/summary.ts';
import type { TaskReport } from '../runner/task-action.ts';
import type { JsonValue } from '../verdict/verdict.ts';
import type { Attempted } from './attempt.ts';
import type { Job } from './job.ts';

/** How a step ends that changed an environment, or refused to. */
export function jobReport(
  { environment, warnings }: Job,
  { promoted, exitCode, story }: Attempted,
  outputs: Readonly<Record<string, string>>,
): TaskReport {
  const { result, deployment, gates } = promoted;
  const { outcome, reasonCode, summary, findings, live, previous, timings } = result;
  return {
    outcome,
    reasonCode,
    summary,
    findings,
    exitCode,
    facts: {
      environment: environment.name,
      deployment,
      live: live?.release.id ?? null,
      previous: previous?.release.id ?? null,
      timings: timed(timings),
      gates: gates?.kind ?? null,
      warnings,
    },
    parts: [...story, ...warnings.map(warningPart)],
    annotations: warnings.map(warningOf),
    outputs: {
      deployment: deployment ?? '',
      live: live?.release.id ?? '',
      url: environment.url,
      ...outputs,
    },
  };
}

function timed({ steps, ...times }: Timings): JsonValue {
  return { ...measured(times), steps: measured(steps) };
}

/** JSON has no `undefined`. */
function measured(times: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  const known = Object.entries(times).filter((pair): pair is [string, number] => pair[1] !== undefined);
  return Object.fromEntries(known);
}

function warningPart(text: string): SummaryPart {
  return { kind: 'text', text: `Warning: ${text}` };
}

function warningOf(message: string): Annotation {
  return { kind: 'warning', title: 'Beside the deployment', message };
}
