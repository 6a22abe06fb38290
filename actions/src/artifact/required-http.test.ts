import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { bundleApplication } from './bundle.ts';
import { packagesIn } from './bundled-packages.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const HTTP = `
import http, { createServer, STATUS_CODES } from 'node:http';
import * as all from 'http';
`;
const FETCHES = `process.moduleLoadList.some((name) => name.endsWith('deps/undici/undici'))`;
const SAY = `console.log(JSON.stringify([
  typeof createServer, STATUS_CODES[404], http.createServer === createServer, all.createServer === createServer, ${FETCHES},
]));`;

it('gives a bundle all of node:http without the client behind fetch, which a plain import loads', async () => {
  const root = await temporaryFolder();
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ name: 'shop', version: '1.0.0', type: 'module' }),
  );
  await writeFile(join(root, 'server.js'), `${HTTP}${SAY}`);
  const { outputs } = await bundleApplication(root, { server: 'server.js' });
  await writeFile(join(root, 'server.mjs'), outputs.get('server.mjs') ?? '');
  const [plain, bundled] = await Promise.all(
    ['server.js', 'server.mjs'].map((file) => execa(process.execPath, [join(root, file)])),
  );
  expect(JSON.parse(plain?.stdout ?? '')).toEqual(['function', 'Not Found', true, true, true]);
  expect(JSON.parse(bundled?.stdout ?? '')).toEqual(['function', 'Not Found', true, true, false]);
});

it('makes no package of the folder that a bundle is made in', async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, 'app'));
  for (const [folder, name] of [
    ['.', 'whole'],
    ['app', 'part'],
  ] as const)
    await writeFile(join(root, folder, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  await writeFile(join(root, 'app/server.mjs'), `import { createServer } from 'node:http'; createServer();`);
  const { metafile } = await bundleApplication(root, { server: 'app/server.mjs' });
  expect((await packagesIn(metafile, root)).map(({ name }) => name)).toEqual(['part']);
});
