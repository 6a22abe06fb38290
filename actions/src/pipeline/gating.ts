import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredArtifact } from '../artifact/store.ts';
import { configurationHash, type Configuration } from '../configuration/environment-file.ts';
import { messageOf, UserError } from '../errors.ts';
import { judgeEvidence } from '../evidence/judge.ts';
import { makeStatement } from '../evidence/statement.ts';
import { readEvidence, writeEvidence } from '../evidence/store.ts';
import type { ToleratedGate } from '../evidence/tolerate.ts';
import { loadGate, type Approver, type Gate, type Ticks } from '../gates/gate.ts';
import { namesInPolicy } from '../policy/names-in-policy.ts';
import { systemFiles } from '../ports/files.ts';
import type { Release } from '../release/release.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { mirroredBy } from './mirrored.ts';
import type { Progress } from './progress.ts';
import { findEnvironment, type Environment, type Project } from './project.ts';
import { rehearsalStage } from './rehearsal.ts';

interface Wish {
  readonly artifact: StoredArtifact;
  readonly environment: Environment;
  readonly configuration: Configuration;
  readonly approver: Approver;
  /** Where persons answer on GitHub. */
  readonly ticks?: Ticks | undefined;
  /** Others than the environment's. */
  readonly names?: readonly string[];
}

/**
 * Runs the gates that the policy puts before the environment and that have no evidence yet for just this digest, policy
 * and configuration; then judges by the evidence alone, complete or not. What the gates themselves found comes first.
 */
export async function passGates(project: Project, wish: Wish, progress: Progress): Promise<Verdict> {
  const gates = await Promise.all(
    (wish.names ?? wish.environment.policy.gates).map(async (name) => [name, await loadGate(name)] as const),
  );
  return passThese(project, { ...wish, gates, live: await liveFor(wish.environment, gates) }, progress);
}

type NamedGate = readonly [string, Gate];

interface Task extends Wish {
  readonly gates: readonly NamedGate[];
  /** What serves in the environment. */
  readonly live: Release | null;
}

/** Asked only where a gate looks at it. */
async function liveFor({ host }: Environment, gates: readonly NamedGate[]): Promise<Release | null> {
  if (!gates.some(([, { boundTo }]) => boundTo === 'pair')) return null;
  return (await host.observe({ salt: '' })).live?.release ?? null;
}

async function passThese(project: Project, task: Task, progress: Progress): Promise<Verdict> {
  const { gates } = task;
  const seen: Verdict[] = [];
  for (const [name, gate] of gates) {
    // What was only tolerated is looked at again: it may be proven by now. So is what persons tick, and may untick.
    const isPersons = gate.asks === true && task.ticks !== undefined;
    if (
      !isPersons &&
      (await judgeBy(project, task, { gates: [[name, gate]], tolerates: [] })).kind === 'pass'
    )
      continue;
    function work(note: (text: string) => void): Promise<Verdict> {
      return lookThrough(project, task, { name, gate, note });
    }
    const title = `Gate ${name}`;
    seen.push(
      gate.asks === true
        ? await withoutSpinner(progress, title, work)
        : await progress.task(title, work, ({ kind }) => kind === 'pass'),
    );
  }
  const judged = await judgeBy(project, task, { gates, tolerates: project.policy.local.tolerates });
  const shut = seen.filter(({ kind }) => kind !== 'pass');
  const first = shut.find(({ kind }) => kind === judged.kind) ?? shut[0];
  if (judged.kind === 'pass' && first !== undefined) progress.show(judged.summary);
  if (judged.kind === 'pass' || first === undefined) return judged;
  const { reasonCode, summary } = first;
  return {
    ...judged,
    reasonCode,
    summary,
    findings: [...shut.flatMap(({ findings }) => findings), ...judged.findings],
  };
}

/** Line by line, so that a question to a person stands where it was asked. */
async function withoutSpinner<Result>(
  progress: Progress,
  title: string,
  work: (note: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  progress.show(title);
  return work((text) => {
    progress.show(`  ${text}`);
  });
}

async function judgeBy(
  { home, policyHash }: Project,
  { artifact, environment, configuration, live }: Task,
  { gates, tolerates }: { gates: readonly NamedGate[]; tolerates: readonly ToleratedGate[] },
): Promise<Verdict> {
  const { digest } = artifact.release;
  return judgeEvidence({
    required: gates.map(([gate, { boundTo }]) => ({ gate, boundTo })),
    statements: await readEvidence({ folder: home.evidence, digest }),
    digest,
    environment: environment.name,
    policyHash,
    configHash: configurationHash(configuration),
    replaces: live?.digest ?? null,
    tolerates,
  });
}

async function lookThrough(
  project: Project,
  { artifact, environment, configuration, approver, ticks, live }: Task,
  { name, gate, note }: { name: string; gate: Gate; note: (text: string) => void },
): Promise<Verdict> {
  const { home, repository, policy, policyHash } = project;
  await mkdir(home.scratch, { recursive: true });
  const scratch = await mkdtemp(join(home.scratch, 'g-'));
  const startedAt = new Date().toISOString();
  try {
    const verdict = await look(gate, {
      ...artifact,
      archive: artifact.path,
      repository,
      application: policy.application,
      settings: policy.gates,
      environment: { name: environment.name, nodeEnv: environment.policy.nodeEnv },
      configuration,
      mirrors: gate.boundTo === 'configuration' ? await mirroredBy(project, environment) : undefined,
      policyNames: namesInPolicy(policy),
      live,
      rehearsal: gate.boundTo === 'pair' ? await rehearsalStage(project, environment, artifact) : undefined,
      coverage: join(home.coverage, artifact.release.digest),
      stage: stageBefore(project, environment),
      policyHash,
      evidence: home.evidence,
      approver,
      ticks,
      local: policy.local,
      scratch,
      note,
    });
    const isBound = gate.boundTo !== 'artifact';
    const statement = makeStatement({
      gate: name,
      release: artifact.release,
      verdict,
      policyHash,
      startedAt,
      finishedAt: new Date().toISOString(),
      ...(isBound ? { environment: environment.name, configHash: configurationHash(configuration) } : {}),
      ...(gate.boundTo === 'pair' ? { replaces: live?.digest ?? null } : {}),
    });
    await writeEvidence({ folder: home.evidence, statement });
    note(`${verdict.kind}: ${verdict.summary}`);
    return verdict;
  } finally {
    await systemFiles.removeTree(scratch);
  }
}

function stageBefore(project: Project, { before }: Environment): Parameters<Gate['look']>[0]['stage'] {
  if (before === undefined) return undefined;
  const { name, url } = findEnvironment(project, before);
  return { environment: name, url: new URL(url) };
}

/** What a gate can't look at for a reason the user can mend is `unproven`, by that reason. */
async function look(gate: Gate, subject: Parameters<Gate['look']>[0]): Promise<Verdict> {
  try {
    return await gate.look(subject);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, remedy } = error;
    const message = messageOf(error);
    return {
      kind: 'unproven',
      reasonCode: code,
      summary: message,
      findings: [{ code, message, remedy }],
      facts: {},
    };
  }
}
