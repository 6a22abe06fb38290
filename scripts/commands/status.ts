import { statusOf, type EnvironmentStatus } from '../../actions/src/pipeline/status.ts';
import { coloured, table } from '../../actions/src/terminal/table.ts';
import type { Ending, Invocation } from '../perform.ts';
import { open } from './open.ts';

export async function status(invocation: Invocation): Promise<Ending> {
  const environments = await statusOf(await open(invocation));
  return { json: { environments }, text: statusTable(environments), exitCode: 0 };
}

function statusTable(environments: readonly EnvironmentStatus[]): string {
  const head = [
    'environment',
    'URL',
    'release',
    'healthy',
    'since',
    'can go back to',
    'bad',
    'last deployment',
  ];
  const rows = environments.map((environment) => [
    environment.name,
    environment.url,
    environment.release?.id ?? '–',
    coloured(environment.healthy ? 'yes' : 'no'),
    environment.since ?? '–',
    environment.previousRelease?.id ?? '–',
    environment.bad.map(({ id }) => id).join('\n') || '–',
    lastDeployment(environment),
  ]);
  return table(head, rows);
}

function lastDeployment({ lastDeployment: last }: EnvironmentStatus): string {
  if (last === null) return '–';
  return `${last.kind} ${last.release.id}\n${coloured(last.outcome ?? 'not ended')}${last.reasonCode === null ? '' : ` (${last.reasonCode})`}`;
}
