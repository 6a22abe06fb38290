import { UserError } from '../../actions/src/errors.ts';
import { EXIT_CODES } from '../../actions/src/exit-codes.ts';
import { permissionsText } from '../../actions/src/repository-setup/permissions.ts';
import type { Difference, Gap, SetupPlan, Step } from '../../actions/src/repository-setup/plan.ts';
import type { Taken } from '../../actions/src/repository-setup/take-steps.ts';
import { SET_BEFORE } from '../../actions/src/repository-setup/secret-differences.ts';
import { table } from '../../actions/src/terminal/table.ts';
import type { ReasonCode } from '../../actions/src/reason-codes.ts';
import type { Finding } from '../../actions/src/verdict/verdict.ts';
import type { Ending } from '../perform.ts';
import { findingsText } from './findings.ts';

export interface Told {
  readonly slug: string;
  readonly host: string;
}

export function planText({ slug, host }: Told, { steps, gaps }: SetupPlan): string {
  const rows = steps.flatMap(({ differences }) => differences).map(rowOf);
  const drawn = table([`${slug} on ${host}`, 'setting', 'now', 'then'], rows);
  return findingsText(drawn, gaps.map(findingOf));
}

/** Before anything is changed: what can't be seen can't be made right, nor what only a person can do first. */
export function refuseBlindSetup({ slug }: Told, { gaps }: SetupPlan): void {
  const blind = gaps.filter(({ code }) => code !== 'plan-lacks');
  if (blind.length === 0) return;
  const isUnseen = blind.some(({ code }) => code === 'setup-unproven');
  throw new UserError({
    code: isUnseen ? 'github-refused' : 'usage',
    message: `Nothing of ${slug} was changed:\n${blind.map(({ thing, message }) => `- ${thing}: ${message}`).join('\n')}`,
    remedy: [
      ...new Set(blind.map(({ remedy }) => remedy)),
      ...(isUnseen ? [`Altogether a fine-grained token needs:\n${permissionsText()}`] : []),
    ].join('\n'),
  });
}

/** 3 for anything that is not as it must be; 6 where nothing is known to be wrong, and something is not known. */
export function checkEnding({ slug }: Told, plan: SetupPlan): Ending {
  const drift = plan.steps.flatMap(({ differences }) => differences).map(driftOf);
  const findings = [...drift, ...plan.gaps.map(findingOf)];
  const wrong = findings.filter(({ code }) => code !== 'setup-unproven');
  const kind = wrong.length > 0 ? 'drift' : findings.length > 0 ? 'unproven' : 'passed';
  const { summary, ...rest } = {
    drift: {
      summary: `${slug} is not what the policy asks for: ${count(findings)}.`,
      reasonCode: wrong[0]?.code ?? 'setup-drift',
      exitCode: EXIT_CODES.refused.code,
    },
    unproven: {
      summary: `Of ${slug} not everything could be seen, and nothing wrong was: ${count(findings)}.`,
      reasonCode: 'setup-unproven' as const,
      exitCode: EXIT_CODES.unproven.code,
    },
    passed: { summary: `${slug} is what the policy asks for.`, reasonCode: 'passed' as const, exitCode: 0 },
  }[kind];
  const outcome = { drift: 'refused', unproven: 'unproven', passed: 'unchanged' }[kind];
  return endingOf({ slug, summary, findings, outcome, ...rest });
}

/** `after` is what is still to be done by a second look; `null` where GitHub was gone. */
export function setupEnding(
  { slug }: Told,
  { plan, taken, after }: { plan: SetupPlan; taken: Taken; after: SetupPlan | null },
): Ending {
  const findings = [
    ...taken.failed.map(failureOf),
    ...taken.left.map(leftOf),
    ...(after ?? plan).gaps.map(findingOf),
    ...notTaken(taken, after),
  ];
  const wasDone = taken.done.map(({ title }) => title);
  if (findings.length === 0) {
    const isUnchanged = wasDone.length === 0;
    return endingOf({
      slug,
      summary: isUnchanged
        ? `${slug} is what the policy asks for: nothing was changed.`
        : `${slug} is what the policy asks for now: ${wasDone.length} steps were taken.`,
      findings,
      outcome: isUnchanged ? 'unchanged' : 'done',
      reasonCode: isUnchanged ? 'passed' : 'done',
      exitCode: 0,
      wasDone,
    });
  }
  const progress = `${wasDone.length} of ${plan.steps.length} steps were taken`;
  return endingOf({
    slug,
    summary: `${slug} is not yet what the policy asks for: ${progress}${wasDone.length === 0 ? '' : ` (${wasDone.join('; ')})`}. Run it again to go on; what was done stays.`,
    findings,
    outcome: 'refused',
    reasonCode: plan.steps.length === 0 ? 'plan-lacks' : 'setup-incomplete',
    exitCode: EXIT_CODES.refused.code,
    wasDone,
  });
}

/** GitHub said yes, and did not do it. Steps that failed, and those left, are told already. */
function notTaken({ done }: Taken, after: SetupPlan | null): Finding[] {
  const known = new Set(done.map(({ id }) => id));
  const again = (after?.steps ?? [])
    .filter(({ id }) => known.has(id))
    .flatMap(({ differences }) => differences);
  return again
    .filter(({ now }) => now !== SET_BEFORE)
    .map((difference) => ({
      ...driftOf(difference),
      code: 'setup-incomplete' as const,
      remedy: `GitHub took the change and did not make it: set it by hand, in the repository’s Settings.`,
    }));
}

function failureOf({ step, error }: Taken['failed'][number]): Finding {
  return { code: error.code, place: step.title, message: error.message, remedy: error.remedy };
}

function leftOf({ title }: Step): Finding {
  return {
    code: 'setup-incomplete',
    place: title,
    message: 'not begun, since a step before it failed.',
    remedy: 'Run npm run setup:github again when that is mended.',
  };
}

function driftOf({ thing, setting, now, wanted }: Difference): Finding {
  return {
    code: 'setup-drift',
    place: thing,
    message: `${setting}: expected ${wanted}, found ${now}.`,
    remedy: 'Run npm run setup:github, which shows what it would change and asks.',
  };
}

function findingOf({ code, thing, message, remedy }: Gap): Finding {
  return { code, place: thing, message, remedy };
}

function rowOf({ thing, setting, now, wanted }: Difference): string[] {
  return [thing, setting, now, wanted].map((text) => text.replaceAll(/(.{1,48})(?: |$)/g, '$1\n').trimEnd());
}

function count(findings: readonly Finding[]): string {
  return `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
}

function endingOf({
  slug,
  summary,
  findings,
  outcome,
  reasonCode,
  exitCode,
  wasDone = [],
}: {
  slug: string;
  summary: string;
  findings: readonly Finding[];
  outcome: string;
  reasonCode: ReasonCode;
  exitCode: number;
  wasDone?: readonly string[];
}): Ending {
  return {
    json: { outcome, reasonCode, repository: slug, summary, done: wasDone, findings },
    text: findingsText(summary, findings),
    exitCode,
  };
}
