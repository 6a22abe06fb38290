import { createInterface } from 'node:readline/promises';
import { UserError } from '../../actions/src/errors.ts';
import type { Plan } from '../../actions/src/pipeline/plan.ts';
import type { Progress } from '../../actions/src/pipeline/progress.ts';
import { planText } from '../../actions/src/terminal/plan.ts';

/** Shows the plan, then takes `--yes` or a person's word for it. */
export function approval({
  yes,
  progress,
}: {
  yes: boolean;
  progress: Progress;
}): (plan: Plan) => Promise<void> {
  return async (plan) => {
    progress.show(planText(plan));
    if (yes) return;
    if (!process.stdin.isTTY) throw needed(plan);
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await terminal.question(`Deploy this to ${plan.environment}? (yes/no) `);
    terminal.close();
    if (answer.trim().toLowerCase() !== 'yes') throw denied(plan);
  };
}

function needed({ environment }: Plan): UserError {
  return new UserError({
    code: 'approval-needed',
    message: `${environment} asks for a person’s approval, and there is no terminal to ask on.`,
    remedy: 'Give --yes, or run the command on a terminal.',
  });
}

function denied({ environment, hash }: Plan): UserError {
  return new UserError({
    code: 'approval-denied',
    message: `The plan ${hash} for ${environment} was not approved.`,
    remedy: 'Nothing was changed there.',
  });
}
