import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import type { Case } from './case.ts';
import { compare } from './compare.ts';
import type { Difference } from './differences.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { judge } from './judge.ts';
import { ruleCases } from './rules.ts';

/** Whether both say the same of every case; tells what not. `act` is its program. */
export async function agree(act: string): Promise<boolean> {
  const root = await mkdtemp(join(tmpdir(), 'tidegate-act-'));
  try {
    return await agreeOn(await ruleCases(), { act, root });
  } finally {
    await systemFiles.removeTree(root);
  }
}

async function agreeOn(cases: readonly Case[], { act, root }: { act: string; root: string }): Promise<boolean> {
  const found = new Map<string, readonly Difference[]>();
  let jobs = 0;
  for (const one of cases) {
    const { acts, differences } = await compare(one, { program: act, folder: join(root, one.name) });
    found.set(one.name, differences);
    jobs += acts.jobs.size;
  }
  const { unexpected, stale, explained } = judge(found, EXCEPTIONS);
  for (const each of unexpected) console.log(`They differ: ${each}`);
  for (const each of stale) console.log(`An exception is stale, take it out of exceptions.ts: ${each}`);
  console.log(
    `${cases.length} workflows, ${jobs} jobs on both; ${explained} known faults of act, ${unexpected.length} differences, ${stale.length} stale exceptions.`,
  );
  return jobs > 0 && unexpected.length + stale.length === 0;
}
