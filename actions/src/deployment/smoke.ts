import { messageOf } from '../errors.ts';
import type { Instance } from '../host/layout.ts';
import type { Network } from '../ports/network.ts';
import type { DeploymentRequest } from './request.ts';

export type ProbeAnswer =
  | { readonly kind: 'answered'; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly message: string };

type SmokeProbe = DeploymentRequest['smoke'][number];

/** Asks one thing of an instance; any status but the expected one, or no answer in time, is a failure. */
export async function probe(
  network: Network,
  instance: Instance,
  { smoke, timeoutMs }: { smoke: SmokeProbe; timeoutMs: number },
): Promise<ProbeAnswer> {
  const { path, method, body, status } = smoke;
  const name = `${method} ${path}`;
  try {
    const answer = await network.ask({
      socketPath: instance.socketPath,
      path,
      method,
      timeoutMs,
      ...(body === undefined ? {} : { json: body }),
    });
    if (answer.status === status) return { kind: 'answered', milliseconds: answer.milliseconds };
    return { kind: 'failed', message: `${name}: expected ${status}, found ${answer.status}.` };
  } catch (error) {
    return {
      kind: 'failed',
      message: `${name}: expected an answer within ${timeoutMs} ms; ${messageOf(error)}.`,
    };
  }
}
