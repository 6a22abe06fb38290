import { toleratedIn } from '../../actions/src/evidence/judge.ts';
import { exitCodeOf } from '../../actions/src/exit-codes.ts';
import type { Project } from '../../actions/src/pipeline/project.ts';
import { ship as shipProject, type Shipped } from '../../actions/src/pipeline/ship.ts';
import { coloured, duration, table } from '../../actions/src/terminal/table.ts';
import type { Verdict } from '../../actions/src/verdict/verdict.ts';
import type { Ending, Invocation } from '../perform.ts';
import { approval } from './approval.ts';
import { approverHere } from './approver.ts';
import { checklistTable } from './checklist-table.ts';
import { deploymentJson } from './deployment-ending.ts';
import { findingsText } from './findings.ts';
import { open } from './open.ts';

export async function ship(invocation: Invocation): Promise<Ending> {
  const { options, progress } = invocation;
  const project = await open(invocation);
  const yes = options.yes === true;
  const wish = {
    to: options.to,
    approve: approval({ yes, progress }),
    approver: approverHere({ yes, progress }),
  };
  const shipped = await shipProject(project, wish, progress);
  return shipEnding(shipped, await checklistsOf(project, shipped));
}

async function checklistsOf(project: Project, shipped: readonly Shipped[]): Promise<string> {
  const tables = shipped.map(({ environment: { name: environment, policy }, digest }) =>
    policy.gates.includes('checklist')
      ? checklistTable(project, { environment, digest })
      : Promise.resolve(''),
  );
  return (await Promise.all(tables)).join('');
}

function shipEnding(shipped: readonly Shipped[], checklists: string): Ending {
  const last = shipped.at(-1)?.promoted;
  if (last === undefined) throw new Error('the policy has no environment');
  const { outcome, reasonCode, summary, findings } = last.result;
  return {
    json: {
      outcome,
      reasonCode,
      environments: shipped.map(({ environment, promoted }) => deploymentJson(environment, promoted)),
    },
    text: `${checklists}${shipTable(shipped)}\n${findingsText(summary, findings)}`,
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
    gates === undefined ? '–' : gatesCell(environment.policy.gates, gates),
    duration(result.timings.totalMs),
  ]);
  return table(head, rows);
}

/** What was only tolerated is never shown as passed. */
function gatesCell(names: readonly string[], gates: Verdict): string {
  const tolerated = toleratedIn(gates);
  const looked = names.filter((name) => !tolerated.includes(name));
  const aside = tolerated.length === 0 ? '' : `, ${tolerated.join(' ')}: ${coloured('unproven')} (tolerated)`;
  return `${looked.join(' ')}: ${coloured(gates.kind)}${aside}`;
}
