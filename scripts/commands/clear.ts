import { UserError } from '../../actions/src/errors.ts';
import type { Ending, Invocation } from '../perform.ts';
import { environmentOf, open } from './open.ts';

export async function clear(invocation: Invocation): Promise<Ending> {
  const [, id = ''] = invocation.arguments;
  const reason = invocation.options.reason?.trim() ?? '';
  if (reason === '') throw noReason();
  const project = await open(invocation);
  const environment = environmentOf(project, invocation);
  const limits = project.policy.deployment;
  const release = await environment.host.clear({ limits, release: id, reason });
  return {
    json: { environment: environment.name, release, reason },
    text: `${release.id} is no longer bad in ${environment.name}: it may be deployed again.`,
    exitCode: 0,
  };
}

function noReason(): UserError {
  return new UserError({
    code: 'usage',
    message: 'Expected a reason; it is empty.',
    remedy: 'Say with --reason why the release was not at fault: it goes into the ledger.',
  });
}
