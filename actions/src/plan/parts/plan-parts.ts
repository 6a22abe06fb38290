import type { SummaryPart } from '../../runner/summary.ts';
import type { PlanFacts } from '../facts.ts';
import { changesPart, changesText } from './changes.ts';
import { configurationPart, configurationText } from './configuration.ts';
import { coveragePart } from './coverage.ts';
import { migrationsPart } from './migrations.ts';
import { overview } from './overview.ts';
import { packagesPart } from './packages.ts';
import { counted } from '../markdown.ts';

/** The plan as the job's page shows it. Each table is cut, so that all of it always fits. */
export function planParts(facts: PlanFacts): SummaryPart[] {
  const { plan } = facts;
  const sections = plan.isUnchanged
    ? []
    : [
        changesPart(facts),
        migrationsPart(plan),
        configurationPart(plan),
        packagesPart(facts),
        coveragePart(facts),
      ];
  return [overview(facts), ...sections].map((text) => ({ kind: 'markdown', text }));
}

/** What a person reads first, and in the log alone. */
export function planSummary({ plan, history }: PlanFacts): string {
  const { environment, release, current, migrations, configuration, hash } = plan;
  if (plan.isUnchanged) return `${environment} serves ${release.id} already: nothing will be done.`;
  const takesAway = migrations.filter((one) => one.takesAway.length + one.unsaved.length > 0).length;
  const parts = [
    ...(history === null ? [] : [changesText(history.added)]),
    ...(migrations.length === 0 ? [] : [counted(migrations.length, 'migration')]),
    ...(takesAway === 0 ? [] : [`${takesAway} of them ${takesAway === 1 ? 'takes' : 'take'} something away`]),
    `configuration ${configurationText(configuration)}`,
  ];
  return `Plan ${hash}: ${environment} goes from ${current?.release.id ?? 'nothing'} to ${release.id}: ${parts.join('; ')}.`;
}
