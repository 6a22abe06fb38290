import { join, posix } from 'node:path';
import type { Advisory } from '../advisories/advisory.ts';
import { askRegistry, type Inquiry, type RegistryAnswer } from '../advisories/ask-registry.ts';
import { readOsvFolder } from '../advisories/osv.ts';
import type { Patience } from '../advisories/post.ts';
import type { Refusal } from '../advisories/refusal.ts';
import type { Registry } from '../advisories/registry.ts';
import { UserError } from '../errors.ts';
import { folderTree } from '../lock-file/file-tree.ts';
import { findLockFile } from '../lock-file/find-lock-file.ts';
import { folderOf } from '../lock-file/lock.ts';
import { readLockFile, type LockFile } from '../lock-file/read-lock-file.ts';
import { packagesInScope, type Examined, type Scope } from '../lock-file/scope.ts';
import { applyExceptions, type Applied } from './apply-exceptions.ts';
import { baseProblems } from './base-problems.ts';
import type { ReadException } from './exception.ts';
import { readExceptions } from './exceptions-file.ts';
import { findProblems, type Problem } from './problem.ts';

export interface AuditWish {
  readonly folder: string;
  /** From the folder; without it, the one lock file that is there. */
  readonly lockfile?: string | undefined;
  readonly scope: Scope;
  /** A file of exceptions, from the folder. */
  readonly exceptions?: string | undefined;
  /** A folder of OSV records, from the folder. */
  readonly osv?: string | undefined;
  /** What was there where this branch left it is only shown. */
  readonly base?: string | undefined;
  readonly registry: Registry;
  readonly patience: Patience;
  readonly now: Date;
}

export interface AuditFacts extends Applied {
  readonly lock: LockFile;
  /** How many versions of packages were asked about. */
  readonly asked: number;
  /** Packages that no registry has: git, archives, files. */
  readonly outside: readonly string[];
  readonly registry: string;
  /** Why the registry’s answer does not count; `undefined` where it does. */
  readonly refusal: Refusal | undefined;
  readonly hasSecondOpinion: boolean;
  readonly exceptions: readonly ReadException[];
  /** Every problem, those that are excepted or old included. */
  readonly problems: readonly Problem[];
  /** Those that were there at the base already; none where it does not matter. */
  readonly old: ReadonlySet<Problem>;
}

/** Gathers all that the verdict is taken from. What can’t be looked at at all is a UserError by its reason. */
export async function gatherFacts(wish: AuditWish, say: (line: string) => void): Promise<AuditFacts> {
  const { folder, registry } = wish;
  const path = posix.normalize(wish.lockfile ?? (await findLockFile(folderTree(folder))));
  const exceptions = await exceptionsIn(wish);
  const lock = await readLockFile(folderTree(join(folder, posix.dirname(path))), path);
  const examined = packagesInScope(lock, wish.scope);
  const { inquiry, asked, outside } = inquiryAbout(examined);
  if (asked === 0) throw nothingToAsk(path, wish.scope);
  say(`Asking ${registry.url.host} about ${asked} packages of ${path}`);
  const answer = await askRegistry({ registry, inquiry, patience: wish.patience });
  const second = wish.osv === undefined ? [] : await readOsvFolder(join(folder, wish.osv));
  const advisories = [...advisoriesIn(answer), ...second];
  const problems = findProblems(examined, advisories);
  const applied = applyExceptions(problems, exceptions, wish.now.toISOString().slice(0, 10));
  const { scope, base } = wish;
  const before =
    base === undefined ? undefined : await baseProblems({ folder, path, base, scope, advisories });
  return {
    ...applied,
    lock,
    asked,
    outside,
    registry: registry.url.host,
    refusal: answer.kind === 'refusal' ? answer : undefined,
    hasSecondOpinion: wish.osv !== undefined,
    exceptions,
    problems,
    old: new Set(problems.filter((problem) => before?.(problem) === true)),
  };
}

async function exceptionsIn({ folder, exceptions, now }: AuditWish): Promise<ReadException[]> {
  return exceptions === undefined ? [] : readExceptions({ folder, path: exceptions, now });
}

function inquiryAbout({ packages }: Examined): { inquiry: Inquiry; asked: number; outside: string[] } {
  const inquiry = new Map<string, Set<string>>();
  const outside: string[] = [];
  for (const { key, name, version } of packages) {
    if (version !== undefined) inquiry.set(name, (inquiry.get(name) ?? new Set()).add(version));
    else if (folderOf(key) === undefined) outside.push(key);
  }
  const asked = [...inquiry.values()].reduce((sum, { size }) => sum + size, 0);
  return { inquiry, asked, outside };
}

function advisoriesIn(answer: RegistryAnswer): readonly Advisory[] {
  return answer.kind === 'advisories' ? answer.advisories : [];
}

function nothingToAsk(path: string, { kind, workspace }: Scope): UserError {
  const what = `${kind === 'all' ? '' : 'for production '}${workspace === undefined ? '' : `in ${workspace}`}`;
  return new UserError({
    code: 'nothing-examined',
    message: `Expected packages in ${path} to ask about; it names none ${what}.`,
    remedy:
      'Say which lock file, workspace and scope are meant; a project without dependencies needs no audit.',
  });
}
