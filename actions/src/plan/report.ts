import { done } from '../runner/done.ts';
import type { TaskReport } from '../runner/task-action.ts';
import type { PlanFacts } from './facts.ts';
import { planParts, planSummary } from './parts/plan-parts.ts';

export function report(facts: PlanFacts): TaskReport {
  const { plan, needsApproval, warnings } = facts;
  return {
    ...done({
      summary: planSummary(facts),
      outputs: {
        'plan-hash': plan.hash,
        'needs-approval': String(needsApproval),
        plan: JSON.stringify(plan),
      },
      parts: planParts(facts),
      facts: { planHash: plan.hash, needsApproval, isUnchanged: plan.isUnchanged, warnings },
    }),
    annotations: warnings.map((message) => ({ kind: 'warning', title: 'Plan', message })),
  };
}
