import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { z } from 'zod';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { CHECKOUT, freePorts } from '../support/workbench.ts';

/**
 * json-server is somebody else’s: it listens on a port, knows no readiness, release or drain, and finds files by where its own
 * lie. Here it is shipped from a repository that knows nothing of Tidegate.
 */
const FILMS = { films: [{ id: 1, title: 'Playtime' }] };
const GOOD = `module.exports = (request, response, next) => { response.setHeader('x-paced', 'yes'); next(); };\n`;
/** As it often is: the first answers are well, and what users get is not. */
const BAD = `let count = 0;
module.exports = (request, response, next) => {
  count += 1;
  if (count > 4) response.sendStatus(500);
  else next();
};\n`;

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
type Environment = z.output<typeof statusSchema>['environments'][number];

describe('a service that isn’t ours', () => {
  let folder: string;
  let repository: string;
  let variables: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tga-'));
    repository = join(folder, 'films');
    await mkdir(repository);
    const files = {
      'package.json': JSON.stringify({
        name: 'films',
        version: '1.0.0',
        private: true,
        scripts: { start: 'json-server db.json --host 127.0.0.1 --port 3000 --middlewares pace.js' },
        dependencies: { 'json-server': '0.17.4' },
      }),
      'db.json': JSON.stringify(FILMS),
      'pace.js': GOOD,
      '.gitignore': 'node_modules\n.tidegate\n',
    };
    for (const [path, text] of Object.entries(files)) await writeFile(join(repository, path), text);
    await execa('npm', ['install', '--no-fund', '--no-audit'], { cwd: repository });
    await git('init', '--quiet', '-b', 'main');
    await commit('Begin');
    variables = {
      TIDEGATE_HOME: join(folder, 'h'),
      TIDEGATE_PORT_BASE: String(await freePorts()),
      DATABASE_URL: '',
    };
  }, 180_000);

  afterAll(async () => {
    await tidegate('stop');
    await systemFiles.removeTree(folder);
  }, 60_000);

  async function git(...args: string[]): Promise<string> {
    const identity = ['-c', 'user.name=Films', '-c', 'user.email=films@example.org'];
    return (await execa('git', [...identity, ...args], { cwd: repository })).stdout;
  }

  async function commit(message: string): Promise<void> {
    await git('add', '-A');
    await git('commit', '--quiet', '-m', message);
  }

  async function adopt(): Promise<Record<string, unknown>> {
    const args = [
      'run',
      '--silent',
      'adopt',
      '--',
      repository,
      '--yes',
      '--uses',
      'acme/tidegate@v1',
      '--json',
    ];
    const { stdout } = await execa('npm', args, { cwd: CHECKOUT });
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  async function tidegate(
    ...args: string[]
  ): Promise<{ exitCode?: number; json: Record<string, unknown>; text: string }> {
    const program = join(CHECKOUT, 'scripts/tidegate.mjs');
    const options = { cwd: repository, env: variables, reject: false };
    const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args, '--json'], options);
    const json = (stdout === '' ? {} : JSON.parse(stdout)) as Record<string, unknown>;
    return { ...(exitCode === undefined ? {} : { exitCode }), json, text: stderr };
  }

  async function environments(): Promise<Environment[]> {
    return statusSchema.parse((await tidegate('status')).json).environments;
  }

  it('gets a policy and workflows, and the second time nothing', async () => {
    const written = [
      '.github/tidegate.yml',
      '.github/workflows/pipeline.yml',
      '.github/workflows/deploy.yml',
      '.github/workflows/rollback.yml',
    ];
    expect(await adopt()).toMatchObject({ outcome: 'done', written });
    expect(
      (await git('status', '--porcelain', '-uall'))
        .split('\n')
        .map((line) => line.slice(3))
        .sort(),
    ).toEqual(written.toSorted());
    expect(await adopt()).toMatchObject({ outcome: 'unchanged', written: [] });
    for (const path of written.slice(1)) {
      const text = await readFile(join(repository, path), 'utf8');
      expect(text).toContain('acme/tidegate/actions/');
      expect(text).not.toMatch(/\.\/actions\/|\.\/\.github\/actions\/|scripts\/|OPENAI|npm run /);
    }
  }, 240_000);

  it('is shipped to all three environments, without a database', async () => {
    const policy = join(repository, '.github/tidegate.yml');
    // What the command advises: the start page alone does not show that the films are there.
    const text = await readFile(policy, 'utf8');
    await writeFile(
      policy,
      text.replace('smoke:\n    - path: /\n', 'smoke:\n    - path: /\n    - path: /films\n'),
    );
    await commit('Ship it');
    const shipped = await tidegate('ship', '--yes');
    if (shipped.exitCode !== 0) throw new Error(`${shipped.text}\n${JSON.stringify(shipped.json)}`);
    const serving = await environments();
    expect(serving.map(({ name, healthy }) => [name, healthy])).toEqual([
      ['development', true],
      ['staging', true],
      ['production', true],
    ]);
    for (const { url, release } of serving) {
      const films = await fetch(`${url}/films`);
      expect([films.headers.get('x-paced'), await films.json()]).toEqual(['yes', FILMS.films]);
      expect(await (await fetch(url)).text()).toContain('JSON Server');
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ release: { id: release.id } });
    }
    expect(existsSync(join(folder, 'h/postgres'))).toBe(false);
  }, 600_000);

  it('is put back when its next release fails', async () => {
    const [before] = await environments();
    await writeFile(join(repository, 'pace.js'), BAD);
    await commit('Fail once users are there');
    const shipped = await tidegate('ship', '--yes');
    expect([shipped.exitCode, shipped.json]).toEqual([
      4,
      expect.objectContaining({ outcome: 'reverted', reasonCode: 'errors-high' }),
    ]);
    const after = await environments();
    expect(after.map(({ release, healthy }) => [release.id, healthy])).toEqual(
      after.map(() => [before?.release.id, true]),
    );
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => (await fetch(`${before?.url ?? ''}/films`)).status),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
  }, 600_000);
});
