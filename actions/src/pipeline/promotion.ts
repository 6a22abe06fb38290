import { randomBytes } from 'node:crypto';
import type { StoredArtifact } from '../artifact/store.ts';
import { configurationHash, type Configuration } from '../configuration/environment-file.ts';
import type { DeploymentResult } from '../deployment/ports.ts';
import type { DeploymentEvent } from '../deployment/ports.ts';
import { UserError } from '../errors.ts';
import type { Approver, Ticks } from '../gates/gate.ts';
import type { DeploymentOrder } from '../host-connection/host-connection.ts';
import type { Served } from '../ledger/events.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { configurationOf } from './configuration.ts';
import { servesThroughTheFront } from './front-check.ts';
import { passGates } from './gating.ts';
import { untilInterrupted } from './interruption.ts';
import { makePlan, type Plan } from './plan.ts';
import type { Progress } from './progress.ts';
import { findEnvironment, type Environment, type Project } from './project.ts';
import { refusal } from './refusal.ts';

export interface Promotion {
  readonly environment: Environment;
  readonly artifact: StoredArtifact;
  /** Asks a person about the plan; fails with `approval-needed` or `approval-denied`. */
  readonly approve: (plan: Plan) => Promise<void>;
  /** Answers for what the checklist leaves to whoever approves. */
  readonly approver: Approver;
  /** Where persons answer on GitHub. */
  readonly ticks?: Ticks;
  /** Told what will be done, just before; whatever it rejects with refuses the deployment. */
  readonly begin?: (order: DeploymentOrder, plan: Plan) => Promise<void>;
  /** Goes on although what serves now is broken, and nothing can be reverted to. */
  readonly forwardOnly?: boolean;
}

export interface Promoted {
  /** `null` when it was refused before it had an id. */
  readonly deployment: string | null;
  readonly result: DeploymentResult;
  /** `undefined` when it was refused before the gates. */
  readonly gates: Verdict | undefined;
}

/** Everything from the artifact to the confirmed deployment in one environment. */
export async function promote(project: Project, promotion: Promotion, progress: Progress): Promise<Promoted> {
  const { environment, artifact, approver, ticks } = promotion;
  const deployment = newDeploymentId();
  await assertInOrder(project, promotion);
  const configuration = await configurationOf(project, environment);
  const gates = await passGates(project, { artifact, environment, configuration, approver, ticks }, progress);
  if (gates.kind !== 'pass') return { deployment, result: await refusal(environment, gates), gates };
  const plan = await makePlan(project, { environment, artifact, configuration });
  if (environment.policy.approval && !plan.isUnchanged)
    await approveAndCompare(project, { ...promotion, configuration, plan });
  const candidate: Served = { release: artifact.release, configHash: configurationHash(configuration) };
  const request: DeploymentOrder = {
    ...requestBase(project, environment),
    deployment,
    kind: 'deploy',
    candidate,
    archive: artifact.path,
    configuration,
    planHash: plan.hash,
    planned: { live: plan.current, revertTarget: plan.revertTarget },
    forwardOnly: promotion.forwardOnly ?? false,
  };
  await promotion.begin?.(request, plan);
  const result = await deployOnHost(environment, request, progress);
  return { deployment, result, gates };
}

/** Hands the request to the host, tells of its steps, and confirms once users are served by the new release. */
export async function deployOnHost(
  environment: Environment,
  request: DeploymentOrder,
  progress: Progress,
): Promise<DeploymentResult> {
  const { id } = request.candidate.release;
  async function work(note: (text: string) => void): Promise<DeploymentResult> {
    const result = await untilInterrupted((signal) =>
      environment.host.deploy(request, {
        onEvent: (event) => {
          const text = lineFor(event);
          if (text !== undefined) note(text);
        },
        confirm: () => servesThroughTheFront(environment.url, request.candidate.release),
        signal,
      }),
    );
    note(`${result.outcome}: ${result.summary}`);
    return result;
  }
  return progress.task(`${environment.name}: ${request.kind} ${id}`, work, wentWell);
}

export function wentWell({ outcome }: Pick<DeploymentResult, 'outcome'>): boolean {
  return outcome === 'deployed' || outcome === 'unchanged';
}

export function requestBase(
  { policy }: Project,
  environment: Environment,
): Pick<DeploymentOrder, 'limits' | 'watch' | 'smoke' | 'allowBad' | 'forwardOnly'> {
  return {
    limits: policy.deployment,
    watch: environment.policy.watch,
    smoke: policy.application.smoke,
    allowBad: false,
    forwardOnly: false,
  };
}

export function newDeploymentId(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  return `${day}-${randomBytes(4).toString('hex')}`;
}

async function assertInOrder(project: Project, { environment, artifact }: Promotion): Promise<void> {
  const { before, policy, name } = environment;
  if (before === undefined || policy.outOfOrder) return;
  const earlier = await findEnvironment(project, before).host.observe({ salt: '' });
  const { digest, id } = artifact.release;
  const known = earlier.releases.find(({ served }) => served.release.digest === digest);
  if (known?.mark === 'good') return;
  throw new UserError({
    code: 'promotion-out-of-order',
    message: `Expected ${id} to be good in ${before} before it comes to ${name}; there it is ${known?.mark ?? 'unknown'}.`,
    remedy: `Deploy it to ${before} first: npm run deploy -- ${before} --artifact ${digest.slice(0, 12)}`,
  });
}

/** The approval is for the plan that was shown: what is done is compared with it once more. */
async function approveAndCompare(
  project: Project,
  { approve, plan, ...wish }: Promotion & { plan: Plan; configuration: Configuration },
): Promise<void> {
  await approve(plan);
  const now = await makePlan(project, wish);
  if (now.hash === plan.hash) return;
  throw new UserError({
    code: 'plan-changed',
    message: `Expected the plan ${plan.hash} that was approved; it is ${now.hash} now.`,
    remedy: 'Run the command again and look at the new plan.',
  });
}

function lineFor(event: DeploymentEvent): string | undefined {
  switch (event.kind) {
    case 'step':
      return event.state === 'done'
        ? `${event.step}${event.note === undefined ? '' : `: ${event.note}`}`
        : undefined;
    case 'progress':
      return `${event.step}: ${event.note}`;
    case 'reverting':
      return `reverting (${event.reasonCode}): ${event.summary}`;
    case 'awaiting-confirmation':
      return undefined;
  }
}
