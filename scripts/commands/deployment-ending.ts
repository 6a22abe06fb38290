import { UserError } from '../../actions/src/errors.ts';
import { exitCodeOf, exitCodeOfError } from '../../actions/src/exit-codes.ts';
import type { Environment } from '../../actions/src/pipeline/project.ts';
import type { Promoted } from '../../actions/src/pipeline/promotion.ts';
import { refusedBy } from '../../actions/src/pipeline/refused-by.ts';
import { coloured } from '../../actions/src/terminal/table.ts';
import type { Ending } from '../perform.ts';
import { findingsText } from './findings.ts';

/** How `deploy` and `rollback` end, whatever refused them: what serves is told in any case. */
export async function deploymentEnding(
  environment: Environment,
  attempt: () => Promise<Promoted>,
): Promise<Ending> {
  try {
    const promoted = await attempt();
    return endingOf(environment, promoted, exitCodeOf(promoted.result.outcome, promoted.gates?.kind));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return endingOf(environment, await refusedBy(environment, error), exitCodeOfError(error.code));
  }
}

function endingOf(environment: Environment, promoted: Promoted, exitCode: number): Ending {
  const { outcome, summary, findings } = promoted.result;
  const text = `${environment.name}: ${coloured(outcome)}. ${findingsText(summary, findings)}`;
  return { json: deploymentJson(environment, promoted), text, exitCode };
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
