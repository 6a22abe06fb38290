import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { git } from '../prove/plants/coverage-threshold/sample.ts';
import { loadPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/schema.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { adopt, POLICY_FILE, type Adoption } from './adopt.ts';
import { sampleRepository } from './testing/sample-repository.ts';

jest.setTimeout(120_000);

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));
const temporaryFolder = temporaryFolders();

type Files = Readonly<Record<string, string>>;

const SERVER = `
  const { createServer } = require('node:http');
  const routes = { '/': 200, '/healthz': 200, '/films': 200, '/logout': 200, '/broken': 500 };
  const app = { get(path, handler) {} };
  app.get('/films', 1); app.get('/logout', 1); app.get('/broken', 1);
  createServer((request, response) => {
    response.statusCode = routes[request.url] ?? 404;
    response.end();
  }).listen(process.env.PORT || 3000);
`;

function packageJson(more: object = {}): string {
  return JSON.stringify({ name: 'films', version: '1.0.0', scripts: { start: 'node server.js' }, ...more });
}

const PLAIN: Files = {
  '.gitignore': 'node_modules\ndist\n',
  'package.json': packageJson(),
  'package-lock.json':
    '{"name":"films","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"films","version":"1.0.0"}}}',
  'server.js': SERVER,
};

async function repository(changes: Files = {}): Promise<string> {
  return sampleRepository(await temporaryFolder(), { ...PLAIN, ...changes });
}

function adopted(path: string, wish: { workspace?: string; uses?: string } = {}): Promise<Adoption> {
  const { workspace, uses = 'acme/tidegate@v1' } = wish;
  return adopt({ path, workspace, uses, checkout: CHECKOUT, note: () => undefined });
}

async function policyOf(path: string, wish: { workspace?: string } = {}): Promise<Policy> {
  const adoption = await adopted(path, wish);
  await adoption.write();
  return loadPolicy(join(path, POLICY_FILE));
}

describe('a repository that is adopted', () => {
  it('gets a policy by what its service answers: its health route, and routes that nobody minds being asked', async () => {
    const { application } = await policyOf(await repository());
    expect(application).toMatchObject({
      workspace: '.',
      entry: 'server.js',
      adapter: 'http',
      database: 'none',
    });
    expect(application.service?.health).toBe('/healthz');
    expect(application.smoke.map(({ path, status }) => [path, status])).toEqual([
      ['/', 200],
      ['/healthz', 200],
      ['/films', 200],
    ]);
  });

  it('takes no health route for one where everything is answered', async () => {
    const { application } = await policyOf(
      await repository({ 'server.js': `require('http').createServer((_, r) => r.end()).listen(1);` }),
    );
    expect(application.service?.health).toBeUndefined();
    expect(application.smoke.map(({ path }) => path)).toEqual(['/']);
  });

  it('gets a contract by what the code reads and the example shows', async () => {
    const root = await repository({
      'server.js': `${SERVER}; process.env.API_KEY; process.env.LEVEL; process.env.HOME; process.env.NODE_ENV;`,
      '.env.example':
        'API_KEY=your_api_key\nLEVEL=info\nPORT=3000\nCALLBACK=http://localhost:3000/back\nNODE_ENV=development\n',
    });
    const { application, local, gates, environments } = await policyOf(root);
    expect(
      application.service?.variables.map(({ name, kind, secret, required }) => [
        name,
        kind,
        secret,
        required,
      ]),
    ).toEqual([
      ['API_KEY', 'secret', true, true],
      ['CALLBACK', 'url', false, false],
      ['LEVEL', 'text', false, false],
      ['PORT', 'port', false, false],
    ]);
    expect(local.secrets.map(({ name }) => name)).toEqual(['API_KEY']);
    expect(gates.config).toMatchObject({
      sources: ['.'],
      example: '.env.example',
      alsoRead: ['CALLBACK', 'HOME', 'NODE_ENV'],
    });
    expect(environments.map(({ configuration }) => configuration)).toEqual([
      { NODE_ENV: 'development', LEVEL: 'info', CALLBACK: 'http://localhost:3000/back' },
      { NODE_ENV: 'staging', LEVEL: 'info' },
      { NODE_ENV: 'production', LEVEL: 'info' },
    ]);
  });

  it('gets a database only where it reads its address', async () => {
    const root = await repository({ 'server.js': `${SERVER}; process.env.DATABASE_URL;` });
    const { application, local } = await policyOf(root);
    expect(application.database).toBe('postgresql');
    expect(application.service?.variables).toMatchObject([
      { name: 'DATABASE_URL', required: true, secret: true },
      {},
    ]);
    expect(local.secrets).toEqual([]);
  });

  it('gets the gates that have something to look at, and is told of those that have not', async () => {
    const without = await adopted(await repository({ 'package-lock.json': '', 'yarn.lock': '' }));
    expect(without.notes.join('\n')).toMatch(/gate tests is left out[^]*gate audit is left out/);
    const scripts = { start: 'node server.js', test: 'jest' };
    const alone = await adopted(await repository({ 'package.json': packageJson({ scripts }) }));
    expect(alone.notes.join('\n')).toContain('The gate audit is left out: package.json names no package');
    const root = await repository({
      'package.json': packageJson({ scripts, dependencies: { pace: '1.0.0' } }),
      'node_modules/pace/package.json': '{"name":"pace","version":"1.0.0"}',
    });
    const { environments } = await policyOf(root);
    expect(environments.map(({ gates }) => gates)).toEqual([
      ['build', 'tests', 'config', 'audit'],
      ['build', 'tests', 'config', 'audit'],
      ['build', 'tests', 'config', 'audit', 'rehearsal'],
    ]);
  });

  it('is built by its own script, and ships what git ignores of it', async () => {
    const scripts = { start: 'node dist/main.js', build: `node -e "fs.cpSync('server.js', 'dist/main.js')"` };
    const { application } = await policyOf(await repository({ 'package.json': packageJson({ scripts }) }));
    expect(application).toMatchObject({
      entry: 'dist/main.js',
      service: { build: 'build', built: ['dist'], health: '/healthz' },
    });
  });

  it('starts with the program of a package where its start script names one', async () => {
    const root = await repository({
      'package.json': packageJson({
        scripts: { start: 'serve-films --quiet' },
        dependencies: { films: '1' },
      }),
      'node_modules/films/package.json': JSON.stringify({
        name: 'films',
        version: '1.0.0',
        bin: { 'serve-films': './bin.js' },
      }),
      'node_modules/films/bin.js': SERVER,
    });
    const { application } = await policyOf(root);
    expect(application).toMatchObject({
      entry: 'node_modules/films/bin.js',
      service: { arguments: ['--quiet'] },
    });
  });

  it('may have its service in the one workspace that starts something', async () => {
    const root = await repository({
      'package.json': JSON.stringify({ name: 'root', workspaces: ['packages/*'] }),
      'packages/lib/package.json': JSON.stringify({ name: 'lib', version: '1.0.0' }),
      'packages/api/package.json': packageJson(),
      'packages/api/server.js': SERVER,
    });
    expect((await policyOf(root)).application).toMatchObject({
      workspace: 'packages/api',
      entry: 'server.js',
    });
  });

  it('is told when its service could not be tried, and why', async () => {
    const root = await repository({ 'server.js': `throw new Error('no MONGO'); require('express');` });
    const { notes, changes } = await adopted(root);
    expect(notes.join('\n')).toMatch(/did not listen[^]*no MONGO/);
    expect(changes[0]?.after).toMatch(/# – The service did not listen when it was tried/);
    expect(changes[0]?.after).not.toMatch(/no MONGO/);
  });

  it('is changed only when told to, and the second time in nothing', async () => {
    const root = await repository();
    const first = await adopted(root);
    expect(await git(root, 'status', '--porcelain')).toBe('');
    expect(first.difference).toMatch(/^--- \/dev\/null\n\+\+\+ b\/\.github\/tidegate\.yml\n@@/m);
    await first.write();
    const second = await adopted(root);
    expect(second.difference).toBe('');
    await second.write();
    expect((await readdir(join(root, '.github'))).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('is shown what would become of its own policy', async () => {
    const root = await repository();
    await (await adopted(root)).write();
    const path = join(root, POLICY_FILE);
    await writeFile(path, (await readFile(path, 'utf8')).replace('drain: 1500ms', 'drain: 9s'));
    await git(root, 'add', '-A');
    await git(root, 'commit', '--quiet', '-m', 'Drain longer');
    expect((await adopted(root)).difference).toMatch(/^- {2}drain: 9s\n\+ {2}drain: 1500ms$/m);
  });
});

describe('a repository that is refused', () => {
  it.each<[string, Files, RegExp]>([
    ['no package.json', { 'package.json': '' }, /package\.json/],
    [
      'nothing that starts',
      { 'package.json': packageJson({ scripts: {} }), 'server.js': '', 'lib.js': '' },
      /listens for HTTP/,
    ],
    [
      'a start script for a shell alone',
      { 'package.json': packageJson({ scripts: { start: 'a | b' } }), 'server.js': 'x' },
      /listens for HTTP|start script/,
    ],
    [
      'an entry that nothing makes',
      { 'package.json': packageJson({ scripts: { start: 'node dist/x.js' } }) },
      /dist\/x\.js.*no build script/,
    ],
    [
      'packages that are not installed',
      { 'package.json': packageJson({ dependencies: { gone: '1' } }) },
      /gone/,
    ],
    ['packages in archives', { '.pnp.cjs': '' }, /\.pnp\.cjs/],
    [
      'two services',
      {
        'package.json': '{"workspaces":["p/*"]}',
        'p/a/package.json': packageJson(),
        'p/b/package.json': packageJson(),
      },
      /p\/a, p\/b/,
    ],
  ])('for %s is left as it was', async (_what, changes, message) => {
    const root = await repository(changes);
    const error: unknown = await adopted(root).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
    expect(await git(root, 'status', '--porcelain')).toBe('');
  });

  it('is told of every problem at once', async () => {
    const root = await repository({
      '.pnp.cjs': '',
      'package.json': packageJson({ dependencies: { gone: '1' } }),
    });
    const error: unknown = await adopted(root, { uses: 'nonsense' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: expect.stringMatching(/\.pnp\.cjs[^]*owner\/tidegate@[^]*gone/) });
  });

  it('is no folder without git', async () => {
    await expect(adopted(await temporaryFolder())).rejects.toMatchObject({ code: 'not-adoptable' });
  });

  it('because a file that would be replaced has changes, but not because of another one', async () => {
    const root = await repository({ [POLICY_FILE]: 'version: 1\n' });
    await writeFile(join(root, 'server.js'), `${SERVER}\n`);
    await adopted(root);
    await writeFile(join(root, POLICY_FILE), 'version: 1 # mine\n');
    await expect(adopted(root)).rejects.toMatchObject({ code: 'target-dirty' });
  });
});
