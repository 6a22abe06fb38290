import type { Plan } from '../pipeline/plan.ts';
import { table } from './table.ts';

/** What a person approves. */
export function planText(plan: Plan): string {
  const { configuration, migrations } = plan;
  const rows = [
    ['environment', plan.environment],
    ['serves at', plan.url],
    ['release', `${plan.release.id} (${plan.release.digest.slice(0, 12)})`],
    ['instead of', plan.current?.release.id ?? 'nothing: it is the first'],
    ['reverts to', plan.revertTarget?.release.id ?? 'nothing: if it fails it stays, frozen'],
    [
      'migrations',
      migrations.map((migration) => `${migration.name} (${migration.class})`).join('\n') || 'none',
    ],
    ['configuration', configurationText(configuration)],
    ['plan', plan.hash],
  ];
  return table(['Plan', ''], rows);
}

function configurationText({ added, removed, changed }: Plan['configuration']): string {
  const parts = [
    ['new', added],
    ['gone', removed],
    ['changed', changed],
  ] as const;
  const lines = parts
    .filter(([, names]) => names.length > 0)
    .map(([word, names]) => `${word}: ${wrapped(names)}`);
  return lines.join('\n') || 'as it is';
}

function wrapped(names: readonly string[]): string {
  const lines: string[][] = [[]];
  for (const name of names) {
    if ((lines.at(-1)?.join(', ').length ?? 0) + name.length > 60) lines.push([]);
    lines.at(-1)?.push(name);
  }
  return lines.map((line) => line.join(', ')).join(',\n  ');
}
