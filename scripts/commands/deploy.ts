import { artifactOf } from '../../actions/src/pipeline/artifacts.ts';
import { promote } from '../../actions/src/pipeline/promotion.ts';
import type { Ending, Invocation } from '../perform.ts';
import { approval } from './approval.ts';
import { approverHere } from './approver.ts';
import { deploymentEnding } from './deployment-ending.ts';
import { artifactReference, environmentOf, open } from './open.ts';

export async function deploy(invocation: Invocation): Promise<Ending> {
  const { options, progress } = invocation;
  const project = await open(invocation);
  const environment = environmentOf(project, invocation);
  const reference = artifactReference(invocation);
  const yes = options.yes === true;
  const approve = approval({ yes, progress });
  const approver = approverHere({ yes, progress });
  return deploymentEnding(environment, async () => {
    const artifact = await artifactOf(project, reference);
    const forwardOnly = options.forwardOnly === true;
    return promote(project, { environment, artifact, approve, approver, forwardOnly }, progress);
  });
}
