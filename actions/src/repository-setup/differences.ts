import type { Desired } from './desired.ts';
import { environmentsPlan } from './environment-differences.ts';
import { gapOf } from './gaps.ts';
import type { Observed, Reading } from './observed.ts';
import type { Gap, SetupPlan, Step } from './plan.ts';
import { rulesetPlan } from './ruleset-differences.ts';
import { secretsPlan } from './secret-differences.ts';
import { actionsSteps, immutableSteps, labelSteps, workflowSteps } from './setting-differences.ts';

/**
 * What must be done so that the repository is what it must be. The order is the safety: what protects comes first, what is let
 * loose (workflows that may open pull requests) only behind the ruleset, secrets only into environments that are protected.
 */
export function setupPlan(desired: Desired, observed: Observed): SetupPlan {
  const { ruleset, immutableReleases, actions, workflow, labels } = observed;
  const parts: SetupPlan[] = [
    { steps: [], gaps: otherDefaultBranch(desired, observed) },
    environmentsPlan(desired, observed),
    rulesetPlan(desired, ruleset),
    settled(immutableReleases, { thing: 'immutable releases', steps: immutableSteps }),
    settled(actions, { thing: 'Actions', steps: (found) => actionsSteps(desired.actions, found) }),
    settled(workflow, { thing: 'workflows’ token', steps: workflowSteps }),
    settled(labels, { thing: 'labels', steps: (found) => labelSteps(desired.labels, found) }),
    secretsPlan(desired, observed),
  ];
  return { steps: parts.flatMap(({ steps }) => steps), gaps: parts.flatMap(({ gaps }) => gaps) };
}

function settled<Value>(
  reading: Reading<Value>,
  { thing, steps }: { thing: string; steps: (found: Value) => Step[] },
): SetupPlan {
  if (reading.kind === 'read') return { steps: steps(reading.value), gaps: [] };
  return { steps: [], gaps: [gapOf(thing, reading)] };
}

function otherDefaultBranch({ branch }: Desired, { defaultBranch }: Observed): Gap[] {
  if (defaultBranch === branch) return [];
  return [
    {
      code: 'setup-drift',
      thing: 'default branch',
      message: `The pipeline works from the branch ${branch}; found the default branch ${defaultBranch}.`,
      remedy: `Rename it: Settings → General → Default branch, or \`gh api -X POST repos/{owner}/{repo}/branches/${defaultBranch}/rename -f new_name=${branch}\`.`,
    },
  ];
}
