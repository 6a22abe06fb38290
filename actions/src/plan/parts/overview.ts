import { tableOf } from '../../runner/summary.ts';
import type { PlanFacts } from '../facts.ts';
import { releaseLink } from '../links.ts';
import { cell, code } from '../markdown.ts';

export function overview({ plan, isFresh, needsApproval, pages, warnings }: PlanFacts): string {
  const { current, revertTarget } = plan;
  const rows = [
    ['release', releaseLink(pages, plan.release)],
    ['sha256', code(plan.release.digest)],
    ['instead of', current === null ? 'nothing: it is the first here' : releaseLink(pages, current.release)],
    [
      'if it fails, back to',
      revertTarget === null
        ? '**nothing**: a release that fails stays, frozen'
        : releaseLink(pages, revertTarget.release),
    ],
    ['host', isFresh ? 'the machine of the job that deploys' : cell(`${plan.host}, serving at ${plan.url}`)],
    [
      'approval',
      needsApproval ? `**needed**, from a reviewer of ${code(`${plan.environment}-approval`)}` : 'none',
    ],
    ['plan', code(plan.hash)],
  ];
  return [
    tableOf({ head: [cell(plan.environment), 'what will be done'], rows, of: 'facts' }),
    ...warnings.map((text) => `⚠️ **${cell(text)}**`),
  ].join('\n\n');
}
