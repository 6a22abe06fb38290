import { apply } from '../../actions/src/repository-setup/apply.ts';
import { setupPlan } from '../../actions/src/repository-setup/differences.ts';
import { reviewerIds } from '../../actions/src/repository-setup/known-reviewers.ts';
import { observe } from '../../actions/src/repository-setup/observe.ts';
import type { SetupPlan } from '../../actions/src/repository-setup/plan.ts';
import { takeSteps, type Taken } from '../../actions/src/repository-setup/take-steps.ts';
import type { Ending, Invocation } from '../perform.ts';
import { askForSecrets, checkSecretsCanBeAsked } from './setup-github-secrets.ts';
import { approveSetup } from './setup-github-approval.ts';
import { checkEnding, refuseBlindSetup, setupEnding, planText, type Told } from './setup-github-endings.ts';
import { setupInputs, type SetupInputs } from './setup-github-inputs.ts';

/** Makes a repository on GitHub what the policy asks for; with `--check`, tells what is not so. */
export async function setupGitHub(invocation: Invocation): Promise<Ending> {
  const inputs = await setupInputs(invocation);
  const { progress } = invocation;
  const plan = await progress.task(`Look at ${inputs.repository.slug} on ${inputs.host}`, () =>
    planNow(inputs),
  );
  const told: Told = { slug: inputs.repository.slug, host: inputs.host };
  if (invocation.options.check === true) return checkEnding(told, plan);
  refuseBlindSetup(told, plan);
  if (plan.steps.length === 0) return setupEnding(told, { plan, taken: NOTHING_TAKEN, after: plan });
  checkSecretsCanBeAsked(plan.steps, inputs);
  const ids = await reviewerIds(inputs.repository, inputs.reviewers);
  progress.show(planText(told, plan));
  await approveSetup({ slug: told.slug, yes: invocation.options.yes === true });
  const given = { reviewerIds: ids, secrets: await askForSecrets(plan.steps, inputs) };
  const taken = await takeSteps(plan.steps, (step) =>
    progress.task(step.title, () => apply(inputs.repository, step.change, given)),
  );
  const isGone = taken.failed.some(({ error }) => error.code === 'github-unreachable');
  // What GitHub took and did not do shows only when it is looked at again.
  const after = isGone ? null : await progress.task('Look at it again', () => planNow(inputs));
  return setupEnding(told, { plan, taken, after });
}

const NOTHING_TAKEN: Taken = { done: [], failed: [], left: [] };

async function planNow({ repository, desired }: SetupInputs): Promise<SetupPlan> {
  return setupPlan(desired, await observe(repository, desired));
}
