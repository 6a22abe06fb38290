import { createHash, randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { ignoreMissing, isSystemError, UserError } from '../errors.ts';
import type { HostLayout } from '../host/layout.ts';
import { readRecord } from '../host/read-record.ts';
import { readJournal } from '../ledger/journal.ts';
import { environmentState, type DeploymentRecord } from '../ledger/state.ts';
import type { Files } from '../ports/files.ts';

/**
 * A deployment ends well only by an answer to it, and by exactly one: whoever links the answer's file first has given it,
 * be it the pipeline or, at the deadline, the host itself.
 */
const answerSchema = z.object({
  deployment: z.string(),
  /** `late` is the host's own: it waited long enough. */
  answer: z.enum(['confirm', 'abandon', 'late']),
});
export type Answer = z.output<typeof answerSchema>['answer'];

interface ConfirmationPorts {
  readonly files: Files;
  readonly layout: HostLayout;
}

/** A new token, and the hash of it: the hash alone is ever written down. */
export function newToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString('hex');
  return { token, hash: hashOfToken(token) };
}

export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Fails with `confirmation-refused`, by name of what is wrong with it, and then changes nothing. */
export async function confirmDeployment(
  ports: ConfirmationPorts,
  { deployment, token }: { deployment: string; token: string },
): Promise<void> {
  const record = await findRecord(ports, deployment);
  if (record === undefined) throw refused('there was no such deployment here');
  if (record.ended !== undefined)
    throw refused(`it has ended: ${record.ended.outcome} (${record.ended.reasonCode})`);
  if (record.started.confirmHash !== hashOfToken(token))
    throw refused('the token is not the one of this deployment');
  if (!record.stepsStarted.includes('confirmed')) throw refused('it is not waited for yet');
  await giveOrRefuse(ports, deployment, 'confirm');
}

/** Takes a deployment back, begun or not: the host reverts at its next step, or at once when it waits. */
export async function abandonDeployment(ports: ConfirmationPorts, deployment: string): Promise<void> {
  const record = await findRecord(ports, deployment);
  if (record?.ended === undefined) await giveOrRefuse(ports, deployment, 'abandon');
}

/** For the host: the answer that counts, its own if it is the first. */
export async function answerOrLate(ports: ConfirmationPorts, deployment: string): Promise<Answer> {
  return (await give(ports, deployment, 'late')) ? 'late' : ((await readAnswer(ports, deployment)) ?? 'late');
}

export async function readAnswer(
  { files, layout }: ConfirmationPorts,
  deployment: string,
): Promise<Answer | undefined> {
  return (await readRecord(files, answerPath(layout, deployment), answerSchema))?.answer;
}

/** Answers to deployments that have ended say nothing any more; this one may have been taken back already. */
export async function forgetAnswers({ files, layout }: ConfirmationPorts, deployment: string): Promise<void> {
  const names = await files.list(layout.answers);
  for (const name of names.filter((each) => each !== basename(answerPath(layout, deployment)))) {
    await files.unlink(join(layout.answers, name)).catch(ignoreMissing);
  }
}

async function findRecord(
  { files, layout }: ConfirmationPorts,
  deployment: string,
): Promise<DeploymentRecord | undefined> {
  const { deployments } = environmentState(await readJournal({ files, path: layout.journal }));
  return deployments.find(({ started }) => started.deployment === deployment);
}

async function giveOrRefuse(ports: ConfirmationPorts, deployment: string, answer: Answer): Promise<void> {
  if (await give(ports, deployment, answer)) return;
  const given = await readAnswer(ports, deployment);
  // Taking back what was taken back already changes nothing.
  if (answer === 'abandon' && given === 'abandon') return;
  throw refused(`it was answered before: ${given ?? 'by nobody that is known'}`);
}

/** `false` when another answer was first. */
async function give(
  { files, layout }: ConfirmationPorts,
  deployment: string,
  answer: Answer,
): Promise<boolean> {
  const path = answerPath(layout, deployment);
  // Beside the folder: whoever forgets old answers must not come upon it.
  const draft = `${layout.answers}.${randomBytes(4).toString('hex')}`;
  try {
    // It may be taken back before it has begun.
    await files.makeFolder(layout.answers);
    await files.writeDurably(draft, JSON.stringify({ deployment, answer }), 0o600);
    await files.link(draft, path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await files.unlink(draft).catch(() => undefined);
  }
}

function answerPath({ answers }: HostLayout, deployment: string): string {
  return join(answers, `${deployment}.json`);
}

function refused(why: string): UserError {
  return new UserError({
    code: 'confirmation-refused',
    message: `The confirmation is refused: ${why}.`,
    remedy: 'Look at npm run status and npm run ledger; deploy again if the release does not serve.',
  });
}
