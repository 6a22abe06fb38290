import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArtifact } from '../artifact/open.ts';
import { packageApplication } from '../artifact/package.ts';
import { runBriefly } from '../gates/build/run-briefly.ts';
import { hostLayout, instanceOf } from '../host/layout.ts';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { systemNetwork } from '../ports/network.ts';
import type { ApplicationPolicy } from '../policy/schema.ts';
import { messageOf } from '../errors.ts';

interface Answer {
  readonly status: number;
  readonly milliseconds: number;
}

export type Trial =
  | { readonly kind: 'answers'; readonly answers: ReadonlyMap<string, Answer>; readonly catchesAll: boolean }
  /** It was packed and started, and nothing answered on its socket. */
  | { readonly kind: 'silent'; readonly reason: string };

interface Wish {
  readonly root: string;
  readonly application: ApplicationPolicy;
  readonly configuration: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly note: (text: string) => void;
}

const LISTENS_WITHIN_MS = 30_000;
const ANSWER_MS = 3000;
const STOP_MS = 5000;
const POLL_MS = 100;
const SHOWN_LINES = 15;

/**
 * Packs the service as it would be shipped, starts it on a socket of its own, and asks it a few things. The repository is left
 * alone, but for what its own build script writes. `UserError` build-failed where it can’t be packed.
 */
export async function tryService({ root, application, configuration, paths, note }: Wish): Promise<Trial> {
  const scratch = await mkdtemp(join(tmpdir(), 'tg-'));
  try {
    const packaged = await packageApplication({
      root,
      application,
      store: join(scratch, 'a'),
      progress: note,
    });
    const layout = hostLayout(scratch);
    const instance = instanceOf(layout, { release: packaged.release, configHash: '0'.repeat(16) });
    for (const folder of [layout.releases, layout.run]) await mkdir(folder);
    const into = instance.releaseFolder;
    const manifest = await openArtifact({ archive: packaged.path, digest: packaged.digest, into });
    note('Starting it to see what it answers');
    const log = join(scratch, 'log');
    return await runBriefly(
      { instance, entry: join(into, manifest.entry), configuration, stopMs: STOP_MS, log },
      (givesUp) => answersOf({ socketPath: instance.socketPath, paths, givesUp }),
    ).catch(async (error: unknown): Promise<Trial> => {
      const said = await readFile(log, 'utf8').catch(() => '');
      return { kind: 'silent', reason: [messageOf(error), ...lastLines(said)].join('\n') };
    });
  } finally {
    await systemFiles.removeTree(scratch);
  }
}

async function answersOf({
  socketPath,
  paths,
  givesUp,
}: {
  socketPath: string;
  paths: readonly string[];
  givesUp: () => Promise<Error | undefined>;
}): Promise<Trial> {
  const at = { socketPath };
  async function ask(path: string): Promise<Answer> {
    return systemNetwork.ask({ at, path, timeoutMs: ANSWER_MS });
  }
  const deadline = systemClock.monotonic() + LISTENS_WITHIN_MS;
  while ((await ask('/health/ready').catch(() => undefined)) === undefined) {
    const early = await givesUp();
    if (early !== undefined) throw early;
    if (systemClock.monotonic() > deadline)
      throw new Error(`It did not listen within ${LISTENS_WITHIN_MS / 1000} s.`);
    await systemClock.sleep(POLL_MS);
  }
  const answers = new Map<string, Answer>();
  for (const path of paths) {
    // Twice: the first answer often loads what it needs.
    await ask(path).catch(() => undefined);
    const answer = await ask(path).catch(() => undefined);
    if (answer !== undefined) answers.set(path, { status: answer.status, milliseconds: answer.milliseconds });
  }
  const nonsense = await ask(`/${randomBytes(6).toString('hex')}`).catch(() => undefined);
  return { kind: 'answers', answers, catchesAll: nonsense !== undefined && nonsense.status < 400 };
}

function lastLines(text: string): string[] {
  return text.trimEnd().split('\n').slice(-SHOWN_LINES);
}
