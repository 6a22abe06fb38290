import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gitIn } from '../runner/check-out.ts';
import { commitFiles } from '../runner/commit-files.ts';
import { readWorkflow } from '../runner/read-workflow.ts';
import type { Account } from './account.ts';
import type { Case } from './case.ts';
import { differencesOf, type Difference } from './differences.ts';
import { runAct } from './run-act.ts';
import { runOurs, type OursWish } from './run-ours.ts';

export interface Compared {
  readonly acts: Account;
  readonly differences: readonly Difference[];
}

export interface CompareWish {
  readonly program: string;
  /** Of its own; empty, or not there. */
  readonly folder: string;
  /** Only for our runner: a planted disagreement. */
  readonly planted?: OursWish['workflows'];
}

/** Runs it on both. */
export async function compare(one: Case, { program, folder, planted }: CompareWish): Promise<Compared> {
  const repository = join(folder, 'repository');
  await mkdir(repository, { recursive: true });
  await commitFiles(repository, one.files);
  await gitIn(repository, ['remote', 'add', 'origin', 'https://github.com/octo/shop.git']);
  // Made up, so that neither runner can show them by chance.
  const secrets = { KEY: randomBytes(8).toString('hex'), OTHER: randomBytes(4).toString('hex') };
  const [acts, ours] = await Promise.all([
    runAct(one, { program, repository, secrets, folder: join(folder, 'act') }),
    runOurs(one, {
      repository,
      secrets,
      standIns: nothings(one),
      ...(planted === undefined ? {} : { workflows: planted }),
    }),
  ]);
  const path = `.github/workflows/${one.workflow}`;
  const { jobs } = await readWorkflow(path, one.files[path] ?? '');
  const needs = new Map(jobs.map((job) => [job.id, job.needs]));
  return { acts, differences: differencesOf(ours, acts, needs) };
}

function nothings({ standIns }: Case): NonNullable<OursWish['standIns']> {
  const names = Object.keys(standIns).map((uses) => uses.split('@')[0] ?? '');
  const others = names.filter((name) => name !== 'actions/checkout');
  return Object.fromEntries(others.map((name) => [name, () => Promise.resolve({})]));
}
