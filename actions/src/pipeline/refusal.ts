import type { DeploymentResult } from '../deployment/ports.ts';
import type { Environment } from './project.ts';

type Why = Pick<DeploymentResult, 'reasonCode' | 'summary' | 'findings'>;

/** How a deployment ends that was refused before its host was asked: what serves there goes on serving, and is told. */
export async function refusal({ host }: Pick<Environment, 'host'>, why: Why): Promise<DeploymentResult> {
  const { live, previous } = await host.observe({ salt: '' });
  const { reasonCode, summary, findings } = why;
  return {
    reasonCode,
    summary,
    findings,
    outcome: 'refused',
    live,
    previous,
    timings: { totalMs: 0, steps: {} },
  };
}
