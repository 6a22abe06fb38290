import type { Plan } from '../pipeline/plan.ts';
import { table } from './table.ts';

/** What a person approves. */
export function planText(plan: Plan): string {
  const { configuration } = plan;
  const rows = [
    ['environment', plan.environment],
    ['serves at', plan.url],
    ['release', `${plan.release.id} (${plan.release.digest.slice(0, 12)})`],
    ['instead of', plan.current?.release.id ?? 'nothing: it is the first'],
    ['reverts to', plan.revertTarget?.release.id ?? 'nothing: if it fails it stays, frozen'],
    ['migrations', migrationsText(plan)],
    ['then can go back to', revertibleText(plan)],
    ['configuration', configurationText(configuration)],
    ['plan', plan.hash],
  ];
  return table(['Plan', ''], rows);
}

function migrationsText({ migrations }: Plan): string {
  const lines = migrations.flatMap(({ name, class: migrationClass, takesAway, unsaved }) => [
    `${name} (${migrationClass})`,
    ...takesAway.map((what) => `  saves first: ${what}`),
    ...unsaved.map((what) => `  can’t be put back: ${what}`),
  ]);
  return lines.join('\n') || 'none';
}

function revertibleText({ revertible }: Plan): string {
  const lines = revertible.map(({ release, why }) => (why === null ? release : `not ${release}: it ${why}`));
  return lines.join('\n') || 'nothing: no other release was good here';
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
