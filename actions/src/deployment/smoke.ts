import { messageOf } from '../errors.ts';
import type { Instance } from '../host/layout.ts';
import { isUnasked, type HttpRequest, type Network } from '../ports/network.ts';
import type { DeploymentRequest } from './request.ts';

export type ProbeAnswer =
  | { readonly kind: 'answered'; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly message: string };

export type SmokeProbe = DeploymentRequest['smoke'][number];

/** Asks one thing; any status but the expected one, or no answer in time, is a failure. Rejects when it could not be asked. */
export async function probe(
  network: Network,
  at: HttpRequest['at'],
  { smoke, timeoutMs }: { smoke: SmokeProbe; timeoutMs: number },
): Promise<ProbeAnswer> {
  const { path, method, body, status } = smoke;
  const name = `${method} ${path}`;
  try {
    const answer = await network.ask({
      at,
      path,
      method,
      timeoutMs,
      ...(body === undefined ? {} : { json: body }),
    });
    if (answer.status === status) return { kind: 'answered', milliseconds: answer.milliseconds };
    return { kind: 'failed', message: `${name}: expected ${status}, found ${answer.status}.` };
  } catch (error) {
    if (isUnasked(error)) throw error;
    return {
      kind: 'failed',
      message: `${name}: expected an answer within ${timeoutMs} ms; ${messageOf(error)}.`,
    };
  }
}

const PROBE_MS = 5000;

/** What was wrong with each of the probes that failed, of so many times; empty when all were answered. */
export async function failedProbes(
  { network }: { network: Network },
  { socketPath }: Instance,
  { smoke, times }: { smoke: readonly SmokeProbe[]; times: number },
): Promise<string[]> {
  const messages = new Set<string>();
  for (const each of smoke) {
    for (let time = 0; time < times; time += 1) {
      const answer = await probe(network, { socketPath }, { smoke: each, timeoutMs: PROBE_MS });
      if (answer.kind === 'answered') continue;
      messages.add(answer.message);
      break;
    }
  }
  return [...messages];
}
