import { chmod, chown, cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa, type Options } from 'execa';
import { z } from 'zod';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { discardServer } from '../../actions/src/database/embedded/server.ts';
import { CHECKOUT, freePorts } from '../support/workbench.ts';

// For what never ends: the machine may be busy with other suites.
jest.setTimeout(900_000);

/**
 * What a newcomer does, with nothing in any cache: `npm ci`, then `npm run ship -- --yes`. As whoever runs the tests and,
 * where that is root, as an ordinary user too.
 */
const NOBODY = 65_534;
const statusSchema = z.object({
  environments: z.array(
    z.object({
      name: z.string(),
      url: z.string(),
      healthy: z.boolean(),
      release: z.object({ id: z.string() }),
    }),
  ),
});
const USERS = process.getuid?.() === 0 ? ['root', 'an ordinary user'] : ['an ordinary user'];

describe.each(USERS)('a fresh checkout of %s', (user) => {
  let folder: string;
  let options: Options & { env: Record<string, string> };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tgf-'));
    const isOther = process.getuid?.() === 0 && user !== 'root';
    // What stands in the working tree, so that a change is tested before it is committed.
    await copyTree(join(folder, 'c'));
    await mkdir(join(folder, 'home'));
    if (isOther) await handOver(folder);
    options = {
      cwd: join(folder, 'c'),
      env: {
        PATH: pathOfTheMachine(),
        HOME: join(folder, 'home'),
        npm_config_cache: join(folder, 'cache'),
        TIDEGATE_PORT_BASE: String(await freePorts()),
        ...registryFrom(process.env),
      },
      extendEnv: false,
      reject: false,
      ...(isOther ? { uid: NOBODY, gid: NOBODY } : {}),
    };
    const installed = await execa('npm', ['ci', '--no-fund', '--no-audit'], options);
    if (installed.exitCode !== 0) throw new Error(String(installed.stderr));
  });

  afterAll(async () => {
    await execa('npm', ['run', 'stop'], options);
    await discardServer(join(folder, 'c/.tidegate/postgres'));
    await discardServer(join(folder, 'c/.tidegate/demo/postgres'));
    await systemFiles.removeTree(folder);
  });

  async function run(
    ...args: string[]
  ): Promise<{ exitCode: number | undefined; json: Record<string, unknown>; text: string }> {
    const { exitCode, stdout, stderr } = await execa('npm', ['run', '--silent', ...args, '--json'], options);
    const last = String(stdout).trim().split('\n').at(-1) ?? '';
    return {
      exitCode,
      json: (last === '' ? {} : JSON.parse(last)) as Record<string, unknown>,
      text: String(stderr),
    };
  }

  it('ships to all three environments, which go on serving', async () => {
    const shipped = await run('ship', '--', '--yes');
    if (shipped.exitCode !== 0) throw new Error(`${shipped.text}\n${JSON.stringify(shipped.json)}`);
    const { environments } = statusSchema.parse((await run('status', '--')).json);
    expect(environments.map(({ name, healthy }) => [name, healthy])).toEqual([
      ['development', true],
      ['staging', true],
      ['production', true],
    ]);
    for (const { url, release } of environments) {
      const health = (await (await fetch(`${url}/health`)).json()) as {
        status: string;
        release: { id: string };
      };
      expect([health.status, health.release.id]).toEqual(['healthy', release.id]);
    }
  });

  it('finds nothing to do when the same is shipped again', async () => {
    const again = await run('ship', '--', '--yes');
    expect(again.json).toMatchObject({ outcome: 'unchanged' });
  });

  it('shows a broken release being reverted', async () => {
    const shown = await run('demo', '--');
    expect(shown.json).toMatchObject({
      reverted: true,
      result: { outcome: 'reverted', reasonCode: 'errors-high' },
    });
    expect(shown.exitCode).toBe(0);
  });
});

async function copyTree(to: string): Promise<void> {
  const { stdout } = await execa('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: CHECKOUT });
  for (const path of stdout.split('\0').filter((name) => name !== '')) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(CHECKOUT, path), join(to, path)).catch(ignoreDeleted);
  }
}

function ignoreDeleted(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

async function handOver(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  await execa('chown', ['-R', `${NOBODY}:${NOBODY}`, folder]);
  await chown(folder, NOBODY, NOBODY);
}

/** Without this checkout's own programs: a newcomer's shell finds the machine's Node.js. */
function pathOfTheMachine(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => !/node_modules|node-gyp-bin/.test(folder)).join(delimiter);
}

/** How this machine reaches npm is no part of the test. */
function registryFrom(variables: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(variables).filter((name) =>
    /^npm_config_(registry|.*proxy|cafile|strict_ssl)$/i.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, variables[name] ?? '']));
}
