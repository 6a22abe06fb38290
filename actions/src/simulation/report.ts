import type { Campaign, Failure } from './campaign.ts';

/** The end of a trace is what matters; the schedule gives the rest again. */
const LINES = 120;

/** For a person: each failure with the shortest way to it, then one line of numbers. */
export function reportOf(campaign: Campaign, seconds: number): string {
  const failures = campaign.failures.map((failure) => failureText(campaign, failure));
  return [...failures, summaryOf(campaign, seconds)].join('\n\n');
}

function summaryOf(campaign: Campaign, seconds: number): string {
  const { seed, schedules, operations, faults, violations } = campaign;
  const kinds = Object.entries(faults)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, times]) => `${kind} ${times}`);
  const failed = Object.values(violations).reduce((sum, times) => sum + times, 0);
  const rate = Math.round(schedules / Math.max(seconds, 0.001));
  return `seed ${seed}: ${schedules} schedules in ${seconds.toFixed(1)} s (${rate}/s), ${operations} operations, faults: ${kinds.join(', ')}; ${failed} failed`;
}

function failureText({ seed, violations }: Campaign, { index, violation, shortest, trace }: Failure): string {
  const { invariant, host, message } = violation;
  const left = trace.length - LINES;
  return [
    `Invariant ${invariant} does not hold (${violations[invariant] ?? 1} times; first with seed ${seed}, schedule ${index}):`,
    `  ${host}: ${message}`,
    'The shortest schedule found that breaks it:',
    JSON.stringify(shortest),
    left > 0 ? `What happens in it (${left} lines before these are left out):` : 'What happens in it:',
    ...trace.slice(-LINES).map((line) => `  ${line}`),
  ].join('\n');
}
