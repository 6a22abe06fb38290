import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { openArtifact } from './open.ts';
import { packageApplication, type PackagedArtifact, type PackageRequest } from './package.ts';
import { hashSources } from './source-hash.ts';
import { packageJson, samplePolicy, writeApplication } from './testing/sample-application.ts';
import { sha256Of } from './testing/sample-artifact.ts';
import { filesBelow, withFolder } from './testing/temporary-folder.ts';

const run = promisify(execFile);

describe('packageApplication', () => {
  it('stores one artifact under its digest, which opens as it was described', async () => {
    await withFolder(async (folder) => {
      const packaged = await packageSample(folder);
      const bytes = await readFile(packaged.path);
      expect(sha256Of(bytes)).toBe(packaged.digest);
      expect(packaged.bytes).toBe(bytes.length);
      expect(await readdir(join(folder, 'store'))).toEqual([packaged.digest]);
      expect(packaged.release.id).toBe(`1.2.3-0000000-${packaged.digest.slice(0, 8)}`);
      const into = join(folder, 'release');
      expect(await openArtifact({ archive: packaged.path, digest: packaged.digest, into })).toEqual(
        packaged.manifest,
      );
      expect(await filesBelow(into)).toEqual([
        'check-config.mjs',
        'ecosystem.config.cjs',
        'manifest.json',
        'migrations/0001_begin.sql',
        'migrations/0002_fill.sql',
        'sbom.cdx.json',
        'server.mjs',
      ]);
    });
  });

  it('describes the release in the manifest', async () => {
    await withFolder(async (folder) => {
      const { manifest } = await packageSample(folder);
      expect(manifest).toMatchObject({
        name: 'sample',
        version: '1.2.3',
        commit: '0'.repeat(40),
        sourceHash: await hashSources(join(folder, 'app', 'service')),
        nodeMajor: 24,
        platform: 'any',
        schema: { min: 1, max: 2 },
        contract: { variables: [{ name: 'PORT', kind: 'port', required: true, secret: false }] },
      });
      const classes = manifest.migrations.map((migration) => [migration.name, migration.class]);
      expect(classes).toEqual([
        ['0001_begin.sql', 'expand'],
        ['0002_fill.sql', 'backfill'],
      ]);
    });
  });

  it('bundles a server that runs where no package is installed', async () => {
    await withOpened({}, async (release) => {
      const { stdout } = await run(process.execPath, [join(release, 'server.mjs')], { cwd: '/', env: {} });
      expect(stdout).toBe('hello – server.mjsreleasescopedkept/\n');
    });
  });

  it('keeps licence notices and no absolute paths in the bundle', async () => {
    await withFolder(async (folder) => {
      const { path } = await packageSample(folder);
      const tar = gunzipSync(await readFile(path)).toString();
      expect(tar).toContain('@license scoped');
      expect(tar).not.toContain(folder);
    });
  });

  it('lists exactly the packages that are in the bundles', async () => {
    await withOpened({}, async (release) => {
      const sbom = JSON.parse(await readFile(join(release, 'sbom.cdx.json'), 'utf8')) as Sbom;
      expect(sbom).not.toHaveProperty('serialNumber');
      expect(sbom.metadata).not.toHaveProperty('timestamp');
      expect(sbom.metadata.component).toMatchObject({ name: 'sample', purl: 'pkg:npm/sample@1.2.3' });
      expect(sbom.components.map(({ purl, licenses }) => [purl, licenses])).toEqual([
        ['pkg:npm/%40scope/scoped@0.1.0-rc.1', [{ expression: 'Apache-2.0 OR MIT' }]],
        ['pkg:npm/barrel@3.0.0', [{ license: { name: 'See the file LICENCE' } }]],
        ['pkg:npm/plain@2.0.0', [{ license: { id: 'ISC' } }]],
      ]);
    });
  });

  it('gives PM2 one app a release, named after its folder and without configuration', async () => {
    await withOpened({}, async (release) => {
      const file = join(release, 'ecosystem.config.cjs');
      const { stdout } = await run(process.execPath, [
        '--print',
        `JSON.stringify(require(${JSON.stringify(file)}))`,
      ]);
      expect(JSON.parse(stdout)).toEqual({
        apps: [
          {
            name: 'sample-release',
            cwd: release,
            script: 'server.mjs',
            exec_mode: 'fork',
            instances: 1,
            treekill: false,
            kill_timeout: 60_000,
            pmx: false,
            vizion: false,
          },
        ],
      });
    });
  });

  it('builds another entry and ships extra files when it is told to', async () => {
    await withFolder(async (folder) => {
      await writeApplication(join(folder, 'app'));
      await writeFile(join(folder, 'defect.ts'), 'console.log("defect");');
      const extraFiles = [{ path: 'tools/run.sh', content: Buffer.from('#!/bin/sh\n'), executable: true }];
      const packaged = await packageIn(folder, { entry: join(folder, 'defect.ts'), extraFiles });
      const into = join(folder, 'release');
      await openArtifact({ archive: packaged.path, digest: packaged.digest, into });
      const { stdout } = await run(process.execPath, [join(into, 'server.mjs')]);
      expect(stdout).toBe('defect\n');
      expect((await run(join(into, 'tools/run.sh'))).stdout).toBe('');
    });
  });

  it('tells what it does', async () => {
    await withFolder(async (folder) => {
      const lines: string[] = [];
      await writeApplication(join(folder, 'app'));
      await packageIn(folder, { progress: (line) => lines.push(line) });
      expect(lines).toEqual([
        'Bundling sample 1.2.3',
        'Asking the built configuration check for its contract',
        'Packing 7 files',
      ]);
    });
  });
});

describe('packageApplication is reproducible', () => {
  it('in another folder, time zone and locale, under another umask, at the same time', async () => {
    await withFolder(async (folder) => {
      const places = ['one', 'another folder with a longer name'];
      for (const place of places) await writeApplication(join(folder, place));
      const settings = [
        { umask: 0o022, env: { TZ: 'UTC', LC_ALL: 'C' } },
        { umask: 0o077, env: { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' } },
      ];
      const digests = await Promise.all(
        places.map((place, index) => packageInChild(folder, { place, ...settings[index]! })),
      );
      expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
      expect(digests[1]).toBe(digests[0]);
      expect(await readdir(join(folder, 'store'))).toEqual([digests[0]]);
    });
  });

  it('and says nothing of the machine in the archive’s gzip and tar headers', async () => {
    await withFolder(async (folder) => {
      const bytes = await readFile((await packageSample(folder)).path);
      // RFC 1952: no flags, no time, best compression, unknown operating system.
      expect(bytes.subarray(0, 10)).toEqual(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]));
      const header = gunzipSync(bytes).subarray(0, 512);
      expect(header.toString('latin1', 0, 13)).toBe('manifest.json');
      // uid, gid and mtime; then the names of the owner and the group.
      expect(header.toString('latin1', 108, 124)).not.toMatch(/[1-9]/);
      expect(header.toString('latin1', 136, 148)).not.toMatch(/[1-9]/);
      expect(header.subarray(265, 329)).toEqual(Buffer.alloc(64));
    });
  });
});

describe('packageApplication refuses', () => {
  const native = { 'node_modules/native/package.json': packageJson({ name: 'native', version: '1.0.0' }) };
  const mistakes: [string, Mistake][] = [
    [
      'an import of a native file',
      {
        code: 'build-failed',
        message: /node_modules\/native\/index\.js:1: .*addon\.node is native/,
        changes: {
          ...native,
          'node_modules/native/index.js': 'module.exports = require("./addon.node");',
          'service/src/server.ts': 'import "native";',
        },
      },
    ],
    [
      'a package that looks for its native file',
      {
        code: 'build-failed',
        message: /native\/index\.js:1: bindings is native/,
        changes: {
          ...native,
          'node_modules/native/index.js': 'module.exports = require("bindings")("addon");',
          'service/src/server.ts': 'import "native";',
        },
      },
    ],
    [
      'an import of nothing',
      {
        code: 'build-failed',
        message: /server\.ts:1: Could not resolve "nowhere"/,
        changes: {
          'service/src/server.ts': 'import "nowhere";',
        },
      },
    ],
    [
      'a syntax error',
      { code: 'build-failed', message: /server\.ts:1/, changes: { 'service/src/server.ts': 'const = 1;' } },
    ],
    [
      'an entry that is missing',
      { code: 'build-failed', message: /server\.ts/, changes: { 'service/src/server.ts': undefined } },
    ],
    [
      'a workspace without a version',
      {
        code: 'build-failed',
        message: /package\.json/,
        changes: {
          'service/package.json': packageJson({ name: 'sample' }),
        },
      },
    ],
    [
      'a version that is no version',
      {
        code: 'build-failed',
        message: /version/,
        changes: {
          'service/package.json': packageJson({ name: 'sample', version: '../1' }),
        },
      },
    ],
    [
      'a contract that is no JSON',
      {
        code: 'build-failed',
        message: /contract/,
        changes: { 'service/src/check-config.ts': 'console.log("?");' },
      },
    ],
    [
      'a contract of another form',
      {
        code: 'build-failed',
        message: /variables/,
        changes: { 'service/src/check-config.ts': 'console.log("{}");' },
      },
    ],
    [
      'a check that fails',
      {
        code: 'build-failed',
        message: /out of order/,
        changes: {
          'service/src/check-config.ts': 'throw new Error("out of order");',
        },
      },
    ],
    [
      'a folder of migrations that is missing',
      {
        code: 'build-failed',
        message: /migrations/,
        changes: {
          'service/migrations/0001_begin.sql': undefined,
          'service/migrations/0002_fill.sql': undefined,
        },
      },
    ],
    [
      'a schemaMin above the last migration',
      {
        code: 'build-failed',
        message: /min is above max/,
        changes: {
          'service/migrations/0001_begin.sql': undefined,
          'service/migrations/0002_fill.sql': undefined,
          'service/migrations/.gitkeep': '',
        },
      },
    ],
    [
      'migrations without a class',
      {
        code: 'migration-class-missing',
        message: /0002_fill\.sql/,
        changes: {
          'service/migrations/0002_fill.sql': 'SELECT 1;',
        },
      },
    ],
  ];

  it.each(mistakes)('%s', async (_name, { code, message, changes }) => {
    await withFolder(async (folder) => {
      await writeApplication(join(folder, 'app'), changes);
      const error: unknown = await packageIn(folder).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'UserError', code });
      expect((error as Error).message).toMatch(message);
      expect(await readdir(folder)).toEqual(['app']);
    });
  });

  it('an extra file that leads out of the artifact', async () => {
    await withFolder(async (folder) => {
      await writeApplication(join(folder, 'app'));
      const extraFiles = [{ path: '../evil', content: Buffer.from(''), executable: false }];
      await expect(packageIn(folder, { extraFiles })).rejects.toMatchObject({ code: 'build-failed' });
      expect(await readdir(folder)).toEqual(['app']);
    });
  });
});

it('does not show the environment of the build machine to the configuration check', async () => {
  const check = `
    const description = Object.keys(process.env).join(' ');
    const variables = [{ name: 'PORT', required: true, secret: false, kind: 'port', description }];
    console.log(JSON.stringify({ variables }));
  `;
  await withFolder(async (folder) => {
    await writeApplication(join(folder, 'app'), { 'service/src/check-config.ts': check });
    const { manifest } = await packageIn(folder);
    expect(process.env['NODE_ENV']).toBe('test');
    expect(manifest.contract.variables[0]?.description).toBe('PATH');
  });
});

it('leaves out a native package that is optional, though it is installed, and runs without it', async () => {
  const changes = {
    'node_modules/pg-native/package.json': packageJson({ name: 'pg-native', version: '1.0.0' }),
    'node_modules/pg-native/index.js': 'module.exports = require("./addon.node");',
    'service/src/server.ts': 'try { require("pg-native"); } catch { console.log("without"); }',
  };
  await withOpened(changes, async (release) => {
    expect((await run(process.execPath, [join(release, 'server.mjs')])).stdout).toBe('without\n');
  });
});

interface Mistake {
  readonly code: string;
  readonly message: RegExp;
  /** To the sample application. */
  readonly changes: Readonly<Record<string, string | undefined>>;
}

interface Sbom {
  readonly metadata: { readonly component: unknown };
  readonly components: readonly { readonly purl: string; readonly licenses?: unknown }[];
}

async function packageSample(folder: string): Promise<PackagedArtifact> {
  await writeApplication(join(folder, 'app'));
  return packageIn(folder);
}

async function packageIn(folder: string, more: Partial<PackageRequest> = {}): Promise<PackagedArtifact> {
  const root = join(folder, 'app');
  return packageApplication({ root, application: samplePolicy, store: join(folder, 'store'), ...more });
}

async function withOpened(
  changes: Record<string, string>,
  test: (release: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    await writeApplication(join(folder, 'app'), changes);
    const { path, digest } = await packageIn(folder);
    const release = join(folder, 'release');
    await openArtifact({ archive: path, digest, into: release });
    await test(release);
  });
}

/** Packages in a process of its own; gives the digest. */
async function packageInChild(
  folder: string,
  setting: { place: string; umask: number; env: Record<string, string> },
): Promise<string> {
  const request = {
    root: join(folder, setting.place),
    application: samplePolicy,
    store: join(folder, 'store'),
  };
  const script = `
    const [, module, umask, request] = process.argv;
    process.umask(Number(umask));
    const { packageApplication } = await import(module);
    console.log((await packageApplication(JSON.parse(request))).digest);
  `;
  const module = join(import.meta.dirname, 'package.ts');
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', script, module, String(setting.umask), JSON.stringify(request)],
    { env: { PATH: process.env['PATH'] ?? '', ...setting.env } },
  );
  return stdout.trim();
}
