import { UserError } from '../errors.ts';
import type { Policy } from '../policy/schema.ts';
import type { Demands } from './demands.ts';

/** What the policy’s `gates.audit` demands of the workspace that is built. */
export function auditDemands({ gates, application }: Pick<Policy, 'gates' | 'application'>): Demands {
  if (gates.audit === undefined) {
    throw new UserError({
      code: 'policy-invalid',
      message: 'Expected the policy to say under gates.audit what the audit demands; found nothing there.',
      remedy: 'Add gates.audit with a level.',
    });
  }
  const { level, scope, exceptions } = gates.audit;
  return { level, scope: { kind: scope, workspace: application.workspace }, exceptions, base: undefined };
}
