import type { Change, Changes } from '../../git/changes.ts';
import { tableOf } from '../../runner/summary.ts';
import type { PlanFacts } from '../facts.ts';
import { commitLink, compareLink, pullLink, type Pages } from '../links.ts';
import { cell, counted, section } from '../markdown.ts';

/** What comes to the environment, and what it would lose. */
export function changesPart({ history, pages, plan }: PlanFacts): string {
  const { current, release } = plan;
  if (history === null || current === null)
    return section('Changes', 'Nothing serves here yet: all of it is new.');
  const { added, lost } = history;
  const range = { from: current.release.commit, to: release.commit };
  return section(
    `Changes: ${changesText(added)}`,
    added.steps.length === 0 ? '' : stepsTable(added, pages),
    added.steps.length === 0 ? '' : compareLink(pages, range),
    lost.steps.length === 0
      ? ''
      : `⚠️ **What serves now has ${counted(lost.commits, 'commit')} that this release has not:**`,
    lost.steps.length === 0 ? '' : stepsTable(lost, pages),
  );
}

/** `2 pull requests, 5 commits` */
export function changesText({ steps, commits }: Changes): string {
  const pulls = new Set(steps.flatMap(({ pull }) => pull ?? [])).size;
  if (commits === 0) return 'none, the commit is the same';
  return [...(pulls === 0 ? [] : [counted(pulls, 'pull request')]), counted(commits, 'commit')].join(', ');
}

function stepsTable({ steps }: Changes, pages: Pages): string {
  const rows = steps.map(({ pull, title, commit }: Change) => [
    pull === undefined ? 'pushed' : pullLink(pages, pull),
    cell(title),
    commitLink(pages, commit),
  ]);
  return tableOf({ head: ['pull request', 'what', 'commit'], rows, of: 'changes' });
}
