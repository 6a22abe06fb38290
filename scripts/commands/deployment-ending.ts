import { exitCodeOf } from '../../actions/src/pipeline/exit-codes.ts';
import type { Environment } from '../../actions/src/pipeline/project.ts';
import type { Promoted } from '../../actions/src/pipeline/promotion.ts';
import { coloured } from '../../actions/src/terminal/table.ts';
import type { Ending } from '../perform.ts';
import { findingsText } from './findings.ts';

/** How `deploy` and `rollback` end. */
export function deploymentEnding(environment: Environment, promoted: Promoted): Ending {
  const { outcome, summary, findings } = promoted.result;
  return {
    json: deploymentJson(environment, promoted),
    text: [`${environment.name}: ${coloured(outcome)}. ${summary}`, findingsText(findings)].join('\n').trim(),
    exitCode: exitCodeOf(outcome, promoted.gates?.kind),
  };
}

export function deploymentJson(environment: Environment, { deployment, result, gates }: Promoted): object {
  const { outcome, reasonCode, summary, findings, live, previous, timings } = result;
  return {
    outcome,
    reasonCode,
    environment: environment.name,
    url: environment.url,
    release: live?.release ?? null,
    previousRelease: previous?.release ?? null,
    deployment,
    timings,
    summary,
    findings,
    gates: gates === undefined ? null : { verdict: gates.kind, reasonCode: gates.reasonCode },
  };
}
