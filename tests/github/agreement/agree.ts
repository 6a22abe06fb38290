import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { compare } from './compare.ts';
import type { Difference } from './differences.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { judge } from './judge.ts';
import { ownCases } from './own.ts';
import { plantedCase } from './planted.ts';
import { ruleCases } from './rules.ts';
import { knownByNow } from './unknown-syntax.ts';

interface Wish {
  /** act's program. */
  readonly act: string;
  /** An empty folder. */
  readonly root: string;
}

/** Whether both say the same of every case; tells what not. `act` is its program. */
export async function agree(act: string): Promise<boolean> {
  const root = await mkdtemp(join(tmpdir(), 'tidegate-act-'));
  try {
    const wish = { act, root };
    const answers = [await agreeOnCases(wish), await differWherePlanted(wish), await stillUnknown(wish)];
    return answers.every(Boolean);
  } finally {
    await systemFiles.removeTree(root);
  }
}

async function agreeOnCases({ act, root }: Wish): Promise<boolean> {
  const cases = [...(await ruleCases()), ...(await ownCases())];
  const found = new Map<string, readonly Difference[]>();
  let jobs = 0;
  for (const one of cases) {
    const { acts, differences } = await compare(one, { program: act, folder: join(root, `${found.size}`) });
    found.set(one.name, differences);
    jobs += acts.jobs.size;
  }
  const { unexpected, stale } = judge(found, EXCEPTIONS);
  for (const each of unexpected) console.log(`They differ: ${each}`);
  for (const each of stale) console.log(`An exception is stale, take it out of exceptions.ts: ${each}`);
  const known = EXCEPTIONS.length - stale.length;
  console.log(
    `${cases.length} workflows, ${jobs} jobs on both: ${unexpected.length} differences, ${known} that are known of act, ${stale.length} stale.`,
  );
  return cases.length > 0 && unexpected.length + stale.length === 0;
}

/** A comparison that sees nothing would agree with anything. */
async function differWherePlanted({ act, root }: Wish): Promise<boolean> {
  const { one, planted, expected } = plantedCase();
  const { differences } = await compare(one, { program: act, folder: join(root, 'planted'), planted });
  const missed = expected.filter((where) => !differences.some((each) => each.where === where));
  for (const where of missed) console.log(`A planted disagreement was not seen: ${where}`);
  console.log(`${expected.length - missed.length} of ${expected.length} planted disagreements were seen.`);
  return missed.length === 0;
}

async function stillUnknown({ act, root }: Wish): Promise<boolean> {
  const known = await knownByNow(act, join(root, 'syntax'));
  for (const each of known) console.log(`act knows by now, take it out of unknown-syntax.ts: ${each}`);
  return known.length === 0;
}
