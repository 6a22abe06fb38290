import { UserError } from '../errors.ts';
import type { EnvironmentPolicy } from '../policy/schema.ts';

/** `UserError` deployment-freeze at a time in which the policy wants nothing deployed. A rollback is never asked. */
export function assertNotFrozen(
  { name, freezes }: Pick<EnvironmentPolicy, 'name' | 'freezes'>,
  now: Date,
): void {
  const at = now.getTime();
  const frozen = freezes.find(({ from, until }) => Date.parse(from) <= at && at < Date.parse(until));
  if (frozen === undefined) return;
  throw new UserError({
    code: 'deployment-freeze',
    message: `Nothing is deployed to ${name} from ${frozen.from} until ${frozen.until}: ${frozen.reason}.`,
    remedy:
      'Run it again afterwards, or change the policy by a pull request. Going back is always possible: run the rollback workflow.',
  });
}
