import { UserError } from '../errors.ts';
import type { Protection } from '../github/protection.ts';
import type { Plan } from './plan.ts';

/**
 * That somebody was asked, and said yes to this run, as GitHub knows it: a name that was never set up is an environment
 * that protects nothing (https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments). `UserError`
 * environment-unprotected, approval-needed.
 */
export async function assertApproved(
  protection: Protection,
  { environment, run }: { readonly environment: string; readonly run: string },
): Promise<void> {
  const name = approvalEnvironment(environment);
  const found = await protection.environment(name);
  if (found === undefined || found.reviewers === 0) throw unprotected(name, found === undefined);
  const approvals = (await protection.approvals(run)).filter(({ environments }) =>
    environments.includes(name),
  );
  if (approvals.some(({ state }) => state === 'approved')) return;
  throw new UserError({
    code: 'approval-needed',
    message: `Expected this run to be approved for ${name}, found ${approvals.length === 0 ? 'no answer' : 'a refusal'}.`,
    remedy: `Run the whole workflow: its job \`approve\` waits for a reviewer of ${name}.`,
  });
}

/** Whether GitHub would ask a person about the environment. */
export async function asksSomebody(protection: Protection, environment: string): Promise<boolean> {
  const found = await protection.environment(approvalEnvironment(environment));
  return found !== undefined && found.reviewers > 0;
}

/** It asks alone; the environment itself, with its secrets, asks nobody again. */
export function approvalEnvironment(environment: string): string {
  return `${environment}-approval`;
}

/** `UserError` approval-needed without a plan that was agreed to, plan-changed when it is another by now. */
export function assertAgreedPlan(plan: Plan, agreed: string | undefined, isNeeded: boolean): void {
  if (agreed === undefined) {
    if (isNeeded) throw noPlan(plan);
    return;
  }
  if (plan.hash === agreed) return;
  throw new UserError({
    code: 'plan-changed',
    message: `Expected the plan ${agreed} that was approved; for ${plan.environment} it is ${plan.hash} now.`,
    remedy: 'Run the whole workflow again, and look at the new plan.',
  });
}

function noPlan({ environment }: Plan): UserError {
  return new UserError({
    code: 'approval-needed',
    message: `Expected the hash of the plan that was approved for ${environment}; there is none.`,
    remedy: 'Pass `plan-hash` from the job that made the plan.',
  });
}

function unprotected(name: string, isMissing: boolean): UserError {
  return new UserError({
    code: 'environment-unprotected',
    message: `Expected the environment ${name} to ask its reviewers; ${isMissing ? 'there is no such environment' : 'it has none'}.`,
    remedy: 'Run `npm run setup:github`, or add required reviewers in the repository’s settings.',
  });
}
