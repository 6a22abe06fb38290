import { rollBack } from '../../actions/src/pipeline/rollback.ts';
import type { Ending, Invocation } from '../perform.ts';
import { deploymentEnding } from './deployment-ending.ts';
import { environmentOf, open } from './open.ts';

export async function rollback(invocation: Invocation): Promise<Ending> {
  const project = await open(invocation);
  const environment = environmentOf(project, invocation);
  const { to, reason, request, allowBad = false } = invocation.options;
  const wish = { environment, to, reason, request, allowBad };
  return deploymentEnding(environment, () => rollBack(project, wish, invocation.progress));
}
