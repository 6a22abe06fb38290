import { tableOf } from '../../runner/summary.ts';
import type { PlanFacts } from '../facts.ts';
import { cell, counted, folded, section } from '../markdown.ts';
import type { PackageChange, PackageChanges } from '../package-changes.ts';

/** By the bills of materials of the two artifacts: what they hold, not what a lock file wishes. */
export function packagesPart({ packages }: PlanFacts): string {
  if (packages === null) return section('Packages', 'Nothing serves here yet: all of them are new.');
  if (packages === 'unknown')
    return section('Packages', '⚠️ Not compared: the artifact that serves is kept nowhere any more.');
  const { added, removed, updated, relicensed } = packages;
  return section(
    `Packages: ${packagesText(packages)}`,
    changesTable('new', added),
    changesTable('gone', removed),
    changesTable('in another version', updated),
    relicensed.length === 0 ? '' : `⚠️ **${counted(relicensed.length, 'package')} under another licence**`,
    relicensed.length === 0 ? '' : table(relicensed),
  );
}

export function packagesText({ added, removed, updated, relicensed }: PackageChanges): string {
  const parts = [
    [added.length, 'new'],
    [removed.length, 'gone'],
    [updated.length, 'in another version'],
    [relicensed.length, 'under another licence'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return told.join(', ') || 'the same';
}

function changesTable(word: string, changes: readonly PackageChange[]): string {
  return changes.length === 0 ? '' : folded(`${changes.length} ${word}`, table(changes));
}

function table(changes: readonly PackageChange[]): string {
  const rows = changes.map(({ name, before, after }) => [
    cell(name),
    cell(before) || '–',
    cell(after) || '–',
  ]);
  return tableOf({ head: ['package', 'before', 'after'], rows, of: 'packages' });
}
