import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../actions/src/database/embedded/binaries.ts';
import { messageOf, UserError } from '../../actions/src/errors.ts';
import { hostLayout, instanceOf } from '../../actions/src/host/layout.ts';
import { nonEmpty } from '../../actions/src/pipeline/home.ts';
import type { Project } from '../../actions/src/pipeline/project.ts';
import { releaseOf, type Digest } from '../../actions/src/release/release.ts';
import { coloured, table } from '../../actions/src/terminal/table.ts';
import type { Ending, Invocation } from '../perform.ts';
import { open } from './open.ts';

interface Diagnosis {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly remedy: string;
}

const NEEDED_MIB = { disk: 1024, memory: 1024 };

/** Everything that `ship` needs of this machine, each with how to get it. */
export async function doctor(invocation: Invocation): Promise<Ending> {
  const project = await open(invocation);
  const diagnoses = [
    node(),
    await git(),
    folder(project),
    disk(project),
    memory(),
    socketPaths(project),
    await postgres(project),
  ];
  const rows = diagnoses.map(({ what, ok, found, remedy }) => [
    what,
    coloured(ok ? 'yes' : 'no'),
    found,
    ok ? '' : remedy,
  ]);
  const ok = diagnoses.every((diagnosis) => diagnosis.ok);
  return {
    json: { ok, diagnoses },
    text: table(['needed', 'there', 'found', 'how to get it'], rows),
    exitCode: ok ? 0 : 2,
  };
}

function node(): Diagnosis {
  return {
    what: 'Node.js 24.15 or newer of 24, or 26 or newer',
    ok: true,
    found: process.versions.node,
    remedy: '',
  };
}

async function git(): Promise<Diagnosis> {
  const { stdout, failed } = await execa('git', ['--version'], { reject: false });
  return {
    what: 'git, to name the commit (else zeros)',
    ok: !failed,
    found: failed ? 'none' : stdout,
    remedy: 'Install git.',
  };
}

function folder({ home }: Project): Diagnosis {
  const what = 'a home that can be written to';
  try {
    mkdirSync(home.root, { recursive: true });
    accessSync(home.root, constants.W_OK);
    return { what, ok: true, found: home.root, remedy: '' };
  } catch (error) {
    return { what, ok: false, found: messageOf(error), remedy: 'Set TIDEGATE_HOME to a folder of yours.' };
  }
}

function disk({ home }: Project): Diagnosis {
  const { bavail, bsize } = statfsSync(nearestThere(home.root));
  return atLeast(
    `${NEEDED_MIB.disk} MiB of disk`,
    { bytes: bavail * bsize, needed: NEEDED_MIB.disk },
    'Free some space.',
  );
}

/** A home that could not be made is said on a line of its own; its disk is there all the same. */
function nearestThere(path: string): string {
  return existsSync(path) ? path : nearestThere(dirname(path));
}

function memory(): Diagnosis {
  return atLeast(
    `${NEEDED_MIB.memory} MiB of memory`,
    { bytes: freemem(), needed: NEEDED_MIB.memory },
    'End other programs.',
  );
}

function atLeast(
  what: string,
  { bytes, needed }: { bytes: number; needed: number },
  remedy: string,
): Diagnosis {
  const mib = Math.floor(bytes / 1024 / 1024);
  return { what, ok: mib >= needed, found: `${mib} MiB`, remedy };
}

function socketPaths({ environments }: Project): Diagnosis {
  const what = 'socket paths of at most 107 bytes';
  const digest = '0'.repeat(64) as Digest;
  const release = releaseOf({ version: '10.10.10', commit: '0'.repeat(40), digest });
  try {
    for (const { hostRoot } of environments)
      instanceOf(hostLayout(hostRoot), { release, configHash: '0'.repeat(16) });
    return { what, ok: true, found: 'short enough', remedy: '' };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { what, ok: false, found: error.message, remedy: error.remedy };
  }
}

async function postgres({ variables, policy }: Project): Promise<Diagnosis> {
  const what = 'PostgreSQL: embedded, or yours by DATABASE_URL';
  if (policy.application.database === 'none') return { what, ok: true, found: 'not needed', remedy: '' };
  if (nonEmpty(variables['DATABASE_URL']) !== undefined)
    return { what, ok: true, found: 'DATABASE_URL', remedy: '' };
  try {
    await packageRoot();
    return { what, ok: true, found: 'embedded', remedy: '' };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { what, ok: false, found: error.message, remedy: error.remedy };
  }
}
