import type { Reading } from './observed.ts';
import type { Gap } from './plan.ts';

type Unread = Exclude<Reading<never>, { readonly kind: 'read' }>;

/** What isn’t known is never well. */
export function gapOf(thing: string, reading: Unread): Gap {
  if (reading.kind === 'unavailable') return planLacks(thing, reading.said);
  return {
    code: 'setup-unproven',
    thing,
    message: `GitHub does not show this to the token: it answers ${reading.said}.`,
    remedy: `Grant the token ${reading.permission} (a workflow’s own token can’t have more than its job’s \`permissions\`, and never Administration).`,
  };
}

export function planLacks(thing: string, said: string): Gap {
  return {
    code: 'plan-lacks',
    thing,
    message: `GitHub does not have this for a private repository on its owner’s plan: it answers ${said}`,
    remedy:
      'Make the repository public, or take a plan that has it: rulesets and branch policies come with Pro and Team, required reviewers of private repositories with Enterprise. Until then this is not protected: nothing was set in its place.',
  };
}
