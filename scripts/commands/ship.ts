import { exitCodeOf } from '../../actions/src/exit-codes.ts';
import { ship as shipProject, type Shipped } from '../../actions/src/pipeline/ship.ts';
import { coloured, duration, table } from '../../actions/src/terminal/table.ts';
import type { Ending, Invocation } from '../perform.ts';
import { approval } from './approval.ts';
import { deploymentJson } from './deployment-ending.ts';
import { findingsText } from './findings.ts';
import { open } from './open.ts';

export async function ship(invocation: Invocation): Promise<Ending> {
  const { options, progress } = invocation;
  const project = await open(invocation);
  const approve = approval({ yes: options.yes === true, progress });
  return shipEnding(await shipProject(project, { to: options.to, approve }, progress));
}

function shipEnding(shipped: readonly Shipped[]): Ending {
  const last = shipped.at(-1)?.promoted;
  if (last === undefined) throw new Error('the policy has no environment');
  const { outcome, reasonCode, summary, findings } = last.result;
  return {
    json: {
      outcome,
      reasonCode,
      environments: shipped.map(({ environment, promoted }) => deploymentJson(environment, promoted)),
    },
    text: `${shipTable(shipped)}\n${findingsText(summary, findings)}`,
    exitCode: exitCodeOf(outcome, last.gates?.kind),
  };
}

function shipTable(shipped: readonly Shipped[]): string {
  const head = ['environment', 'outcome', 'URL', 'release', 'digest', 'gates', 'time'];
  const rows = shipped.map(({ environment, promoted: { result, gates } }) => [
    environment.name,
    coloured(result.outcome),
    environment.url,
    result.live?.release.id ?? '–',
    result.live?.release.digest.slice(0, 12) ?? '–',
    gates === undefined ? '–' : `${environment.policy.gates.join(' ')}: ${coloured(gates.kind)}`,
    duration(result.timings.totalMs),
  ]);
  return table(head, rows);
}
