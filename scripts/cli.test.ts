import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { satisfies, subset } from 'semver';
import { z } from 'zod';
import { systemFiles } from '../actions/src/ports/files.ts';
import { sampleProject } from '../actions/src/pipeline/testing/sample-project.ts';

jest.setTimeout(60_000);

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = join(ROOT, 'scripts/tidegate.mjs');
const ESCAPE = '\u001b';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tg-'));
  await sampleProject(folder);
});

afterAll(() => systemFiles.removeTree(folder));

interface Ended {
  readonly exitCode?: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tidegate <args>` in the sample repository, with nothing in its environment but what is given. */
async function tidegate(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return execa(process.execPath, [PROGRAM, ...args], {
    cwd: join(folder, 'repository'),
    env: { ...homeIn('home'), ...env },
    extendEnv: false,
    reject: false,
  });
}

function homeIn(name: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    TIDEGATE_HOME: join(folder, name),
    TIDEGATE_PORT_BASE: '4100',
  };
}

async function commandNames(): Promise<string[]> {
  const { stdout } = await tidegate(['--help']);
  return [...stdout.matchAll(/^ {2}([a-z:]+) (?:\[options\]|<)/gm)].map((match) => match[1] ?? '');
}

describe('the command line', () => {
  it('lists its commands, each of which has a script and a place in the README', async () => {
    const names = await commandNames();
    expect(names).toEqual([
      'ship',
      'package',
      'deploy',
      'rollback',
      'clear',
      'restore',
      'plan',
      'status',
      'ledger',
      'resume',
      'stop',
      'doctor',
      'simulate',
      'prove',
      'adopt',
      'demo',
      'setup:github',
    ]);
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
    for (const name of names) {
      expect(scripts[name]).toMatch(new RegExp(`^node (?:--[\\w=-]+ )*scripts/tidegate.mjs ${name}$`));
      expect(readme).toMatch(new RegExp(`^\\| \`npm run ${name}\\b`, 'm'));
    }
  });

  it.each<[string, string[], RegExp]>([
    ['a command that there isn’t', ['shipp'], /shipp/],
    ['an option that there isn’t', ['status', '--now'], /--now/],
  ])('refuses %s with exit code 2, and says so once as JSON', async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await tidegate([...args, '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'refused', reasonCode: 'usage' });
    expect((JSON.parse(stdout) as { summary: string }).summary).toMatch(message);
    expect(stderr).toMatch(message);
  });

  it.each<[string, string[], Record<string, string>, string]>([
    ['an environment that there isn’t', ['ledger', 'produktion'], {}, 'unknown-environment'],
    ['a rollback to what was never there', ['rollback', 'staging', '--to', '1.0.0'], {}, 'unknown-release'],
  ])('refuses %s with exit code 2 and what to do', async (_what, args, env, reasonCode) => {
    const { exitCode, stdout, stderr } = await tidegate([...args, '--json'], env);
    expect(exitCode).toBe(2);
    const ending = JSON.parse(stdout) as { findings: { remedy: string }[] };
    const remedy = ending.findings[0]?.remedy ?? '';
    expect(ending).toMatchObject({ outcome: 'refused', reasonCode });
    expect(remedy).not.toBe('');
    expect(stderr).toContain(remedy);
  });

  it('says as JSON what it says in words, on one line of its own', async () => {
    const { stdout, stderr, exitCode } = await tidegate(['stop', '--json']);
    expect(stdout.split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ postgres: false });
    expect(stderr).toMatch(/Stop every environment[^]*Stopped 0 programs/);
    expect(exitCode).toBe(0);
  });

  it.each([{ CI: 'true' }, { NO_COLOR: '1', FORCE_COLOR: '1' }])(
    'writes no colours into a pipe, nor where they are not wanted: %j',
    async (env) => {
      const { stdout, stderr } = await tidegate(['doctor'], env);
      expect(`${stdout}${stderr}`).toContain('how to get it');
      expect(`${stdout}${stderr}`).not.toContain(ESCAPE);
    },
  );

  it('writes colours where they are asked for', async () => {
    const { stdout, stderr } = await tidegate(['doctor'], { FORCE_COLOR: '1' });
    expect(`${stdout}${stderr}`).toContain(ESCAPE);
  });

  it('ends as it would have when whoever read its output is gone', async () => {
    const child = execa(process.execPath, [PROGRAM, 'ledger', 'development'], {
      cwd: join(folder, 'repository'),
      env: homeIn('home'),
      extendEnv: false,
      reject: false,
      buffer: false,
    });
    child.stdout.destroy();
    child.stderr.destroy();
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    expect(exitCode).toBe(0);
  });

  it('says what is wrong with a home that can’t be one, and shows no stack', async () => {
    await writeFile(join(folder, 'file'), '');
    const { exitCode, stdout, stderr } = await tidegate(['doctor'], homeIn('file/home'));
    expect(exitCode).toBe(2);
    expect(`${stdout}${stderr}`).toMatch(/a home that can be written to.*no.*TIDEGATE_HOME/);
    const status = await tidegate(['status', '--json'], { ...homeIn('file'), TIDEGATE_PORT_BASE: '' });
    expect(JSON.parse(status.stdout)).toMatchObject({ reasonCode: 'filesystem-refused' });
    expect(`${stdout}${stderr}${status.stderr}`).not.toMatch(/^ +at /m);
  });

  it('says as JSON that it broke, with the stack beside it', async () => {
    await mkdir(join(folder, 'broken/hosts/development/journal.jsonl'), { recursive: true });
    const { exitCode, stdout, stderr } = await tidegate(
      ['ledger', 'development', '--json'],
      homeIn('broken'),
    );
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'refused', reasonCode: 'internal-error' });
    expect(stderr).toMatch(/EISDIR[^]*\n +at /);
  });

  it.each(['22.99.0', '24.14.9', '25.9.0'])(
    'refuses Node.js %s before it reads anything else, as package.json does',
    async (version) => {
      const { exitCode, stdout, stderr } = await tidegate(['status', '--json'], onNode(version));
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ reasonCode: 'node-too-old' });
      expect(stderr).toContain(`Expected Node.js 24.15 or newer of 24, or 26 or newer; this is ${version}.`);
      expect(satisfies(version, await engines())).toBe(false);
    },
  );

  it.each(['24.15.0', '26.0.0'])('does not refuse Node.js %s', async (version) => {
    const { exitCode } = await tidegate(['--help'], onNode(version));
    expect(exitCode).toBe(0);
    expect(satisfies(version, await engines())).toBe(true);
  });

  it('asks for a Node.js that every package is made for, and brings one along', async () => {
    const { packages } = z
      .object({
        packages: z.record(
          z.string(),
          z.looseObject({
            version: z.string().optional(),
            engines: z.looseObject({ node: z.string().optional() }).optional().catch({}),
          }),
        ),
      })
      .parse(JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')));
    const ours = await engines();
    const others = Object.entries(packages).filter(([, { engines: asked }]) => asked?.node !== undefined);
    expect(others.length).toBeGreaterThan(100);
    expect(others.filter(([, { engines: asked }]) => !subset(ours, asked?.node ?? '*'))).toEqual([]);
    for (const platform of ['x64', 'arm64'])
      expect(satisfies(packages[`node_modules/node-linux-${platform}`]?.version ?? '', ours)).toBe(true);
  });
});

function onNode(version: string): Record<string, string> {
  const script = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}

async function engines(): Promise<string> {
  const text = await readFile(join(ROOT, 'package.json'), 'utf8');
  return z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(text)).engines.node;
}
