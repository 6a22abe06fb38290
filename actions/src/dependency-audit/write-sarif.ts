import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AuditFacts } from '../audit/audit.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { sarifOf } from './sarif.ts';

/** An older run’s file must not be uploaded as this one’s. */
export async function removeSarif(path: string | undefined): Promise<void> {
  if (path !== undefined) await rm(path, { force: true });
}

/** Says whether it was written. Without an answer there is no file: an empty one would close every alert that is open. */
export async function writeSarif(
  path: string | undefined,
  facts: AuditFacts,
  verdict: Verdict,
): Promise<boolean> {
  if (path === undefined || verdict.kind === 'unproven' || facts.refusal !== undefined) return false;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(sarifOf(facts), null, 1)}\n`);
  return true;
}
