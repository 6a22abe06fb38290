import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { git } from '../../prove/plants/coverage-threshold/sample.ts';
import { policySchema, type ApplicationPolicy } from '../../policy/schema.ts';
import { temporaryFolders } from '../../testing/temporary-folder.ts';
import { openArtifact } from '../open.ts';
import { packageApplication, type PackagedArtifact } from '../package.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();

type Files = Readonly<Record<string, string>>;

function packageJson(name: string, more: object = {}): string {
  return JSON.stringify({ name, version: '1.0.0', license: 'MIT', ...more });
}

const SERVICE: Files = {
  '.gitignore': 'node_modules\ndist\n',
  'package.json': packageJson('films', { dependencies: { web: '^1.0.0' } }),
  'server.js': `require('web')`,
  'public/index.html': '<p>',
  'node_modules/web/package.json': packageJson('web', { dependencies: { deep: '2' } }),
  'node_modules/web/index.js': '',
  'node_modules/web/views/page.html': '<p>',
  'node_modules/web/index.d.ts': '',
  'node_modules/deep/package.json': packageJson('deep'),
  'node_modules/deep/index.js': '',
  'node_modules/unused/package.json': packageJson('unused'),
};

async function repository(files: Files): Promise<string> {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await git(root, 'init', '--quiet', '-b', 'main');
  await git(root, 'add', '-A');
  await git(root, 'commit', '--quiet', '-m', 'Begin');
  return root;
}

function application(changes: object = {}): ApplicationPolicy {
  return policySchema.shape.application.parse({
    workspace: '.',
    entry: 'server.js',
    adapter: 'http',
    schemaMin: 0,
    smoke: [{ path: '/' }],
    ...changes,
  });
}

async function packaged(root: string, changes: object = {}): Promise<PackagedArtifact> {
  return packageApplication({
    root,
    application: application(changes),
    store: join(await temporaryFolder(), 'a'),
  });
}

function pathsIn({ manifest }: PackagedArtifact): string[] {
  return manifest.files.map(({ path }) => path);
}

describe('the artifact of a service with an adapter', () => {
  it('has the service as git has it, what is installed for production, and the adapter', async () => {
    const artifact = await packaged(await repository(SERVICE));
    expect(pathsIn(artifact)).toEqual([
      'adapter.json',
      'adapter.mjs',
      'check-config.mjs',
      'ecosystem.config.cjs',
      'sbom.cdx.json',
      'server.mjs',
      'service/node_modules/deep/index.js',
      'service/node_modules/deep/package.json',
      'service/node_modules/web/index.js',
      'service/node_modules/web/package.json',
      'service/node_modules/web/views/page.html',
      'service/package.json',
      'service/public/index.html',
      'service/server.js',
    ]);
    expect(artifact.manifest).toMatchObject({ name: 'films', platform: 'any', schema: { min: 0, max: 0 } });
  });

  it('is the same for the same commit in another folder', async () => {
    const [one, other] = [
      await packaged(await repository(SERVICE)),
      await packaged(await repository(SERVICE)),
    ];
    expect(pathsIn(one)).toEqual(pathsIn(other));
    expect(one.manifest.files).toEqual(other.manifest.files);
  });

  it('declares NODE_ENV, and the variables of the policy', async () => {
    const variables = [{ name: 'API_KEY', secret: true, required: true, kind: 'secret' }];
    const { manifest } = await packaged(await repository(SERVICE), { service: { variables } });
    expect(manifest.contract.variables.map(({ name, required, secret }) => [name, required, secret])).toEqual(
      [
        ['NODE_ENV', true, false],
        ['API_KEY', true, true],
      ],
    );
  });

  it('lists its packages in the bill of materials', async () => {
    const artifact = await packaged(await repository(SERVICE));
    const into = join(await temporaryFolder(), 'release');
    await openArtifact({ archive: artifact.path, digest: artifact.digest, into });
    const bill = JSON.parse(await readFile(join(into, 'sbom.cdx.json'), 'utf8')) as {
      components: { purl: string }[];
    };
    expect(bill.components.map(({ purl }) => purl)).toEqual(['pkg:npm/deep@1.0.0', 'pkg:npm/web@1.0.0']);
  });

  it('has each of two versions where the one that needs it finds it', async () => {
    const root = await repository({
      ...SERVICE,
      'package.json': packageJson('films', { dependencies: { web: '1', deep: '1' } }),
      'node_modules/web/node_modules/deep/package.json': packageJson('deep', { version: '2.0.0' }),
    });
    const paths = pathsIn(await packaged(root));
    expect(paths).toEqual(
      expect.arrayContaining([
        'service/node_modules/deep/package.json',
        'service/node_modules/web/node_modules/deep/package.json',
      ]),
    );
  });

  it('has the packages that pnpm links, without a link', async () => {
    const store = 'node_modules/.pnpm';
    const root = await repository({
      '.gitignore': 'node_modules\n',
      'package.json': SERVICE['package.json'] ?? '',
      'server.js': '',
      [`${store}/web@1.0.0/node_modules/web/package.json`]: packageJson('web', {
        dependencies: { deep: '1' },
      }),
      [`${store}/deep@1.0.0/node_modules/deep/package.json`]: packageJson('deep', {
        dependencies: { web: '1' },
      }),
    });
    await symlink(join(root, store, 'web@1.0.0/node_modules/web'), join(root, 'node_modules/web'));
    await symlink('../../deep@1.0.0/node_modules/deep', join(root, store, 'web@1.0.0/node_modules/deep'));
    await symlink('../../web@1.0.0/node_modules/web', join(root, store, 'deep@1.0.0/node_modules/web'));
    expect(pathsIn(await packaged(root)).filter((path) => path.includes('node_modules'))).toEqual([
      'service/node_modules/deep/package.json',
      'service/node_modules/web/package.json',
    ]);
  });

  it('is bound to this platform where a package is native', async () => {
    const root = await repository({ ...SERVICE, 'node_modules/deep/build/Release/deep.node': 'ELF' });
    expect((await packaged(root)).manifest.platform).toBe(`${process.platform}-${process.arch}`);
  });

  it('has what its build script writes, though git ignores it', async () => {
    const root = await repository({
      ...SERVICE,
      'package.json': packageJson('films', {
        scripts: { build: `node -e "fs.mkdirSync('dist'); fs.writeFileSync('dist/main.js', '')"` },
      }),
    });
    const built = { build: 'build', built: ['dist'] };
    const artifact = await packaged(root, { entry: 'dist/main.js', service: built });
    expect(pathsIn(artifact)).toContain('service/dist/main.js');
  });

  it('has an entry in TypeScript as JavaScript, with its own sources and beside its packages', async () => {
    const root = await repository({
      ...SERVICE,
      'src/server.ts': `import 'web'; import { port } from './port'; enum Level { Low } console.log(port, Level.Low);`,
      'src/port.ts': 'export const port: number = 4711;',
    });
    const artifact = await packaged(root, { entry: 'src/server.ts' });
    const into = join(await temporaryFolder(), 'release');
    await openArtifact({ archive: artifact.path, digest: artifact.digest, into });
    const text = await readFile(join(into, 'service/src/server.mjs'), 'utf8');
    expect(text).toContain('4711');
    expect(text).toMatch(/import ["']web["']/);
  });

  it('holds the long paths that packages have', async () => {
    const path = `node_modules/web/${'a-rather-long-folder/'.repeat(6)}index.js`;
    const artifact = await packaged(await repository({ ...SERVICE, [path]: 'deep' }));
    const into = join(await temporaryFolder(), 'release');
    await openArtifact({ archive: artifact.path, digest: artifact.digest, into });
    expect(path.length).toBeGreaterThan(120);
    expect(await readFile(join(into, 'service', path), 'utf8')).toBe('deep');
  });

  it('has a service without a version', async () => {
    const root = await repository({ ...SERVICE, 'package.json': '{"dependencies":{"web":"1"}}' });
    expect((await packaged(root)).manifest).toMatchObject({ name: 'service', version: '0.0.0' });
  });
});

describe('a service that can’t be packed', () => {
  it.each<[string, Files, object, RegExp]>([
    [
      'needs packages that are not installed',
      { 'package.json': packageJson('films', { dependencies: { absent: '1', gone: '1', web: '1' } }) },
      {},
      /absent.*gone/,
    ],
    [
      'has names that no archive can hold',
      { 'naïve.txt': '', [`${'long/'.repeat(50)}file`]: '' },
      {},
      /longer than 100.*naïve.*ASCII/,
    ],
    ['has no such entry', {}, { entry: 'main.js' }, /main\.js.*not there/],
    ['leaves its entry out', {}, { service: { leaveOut: ['*.js'] } }, /server\.js.*left out/],
    ['does not build', {}, { service: { build: 'build' } }, /npm run build/],
    ['builds something else', {}, { service: { built: ['dist'] } }, /dist/],
  ])('because it %s says so', async (_what, changes, policy, message) => {
    const root = await repository({ ...SERVICE, ...changes });
    const error: unknown = await packaged(root, policy).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'build-failed', message: expect.stringMatching(message) });
  });

  it('does not find a package above the repository', async () => {
    const root = await repository({ 'node_modules/web/package.json': packageJson('web') });
    const inner = join(root, 'inner');
    await mkdir(inner);
    await writeFile(join(inner, 'package.json'), SERVICE['package.json'] ?? '');
    await writeFile(join(inner, 'server.js'), '');
    await rm(join(root, '.git'), { recursive: true });
    await git(inner, 'init', '--quiet', '-b', 'main');
    await git(inner, 'add', '-A');
    await git(inner, 'commit', '--quiet', '-m', 'Begin');
    await expect(packaged(inner)).rejects.toMatchObject({ message: expect.stringMatching(/web/) });
  });

  it('but can leave out what is in the way', async () => {
    const root = await repository({ ...SERVICE, 'fixtures/naïve.txt': '' });
    expect(pathsIn(await packaged(root, { service: { leaveOut: ['fixtures/**'] } }))).not.toContain(
      'fixtures',
    );
  });
});
