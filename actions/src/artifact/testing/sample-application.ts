import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ApplicationPolicy } from '../../policy/schema.ts';

export const samplePolicy: ApplicationPolicy = {
  workspace: 'service',
  entry: 'src/server.ts',
  checkConfig: 'src/check-config.ts',
  migrations: 'migrations',
  schemaMin: 1,
  tolerates: [],
  rehearsal: { traffic: [] },
  smoke: [{ path: '/', method: 'GET', status: 200 }],
};

/** A repository with one small application and the packages that it uses: CommonJS, ES modules, one that it doesn’t use. */
const FILES: Readonly<Record<string, string>> = {
  'service/package.json': packageJson({ name: 'sample', version: '1.2.3', license: 'MIT', type: 'module' }),
  'service/src/server.ts': `
    import { createRequire } from 'node:module';
    import { plain } from 'plain';
    import { scoped } from '@scope/scoped';
    import { kept } from 'facade';
    const require = createRequire(import.meta.url);
    const settings: { greeting: string } = { greeting: 'hello – ' };
    console.log(settings.greeting + plain() + scoped + kept + require('node:path').sep);
  `,
  'service/src/check-config.ts': `
    const variables = [{ name: 'PORT', required: true, secret: false, kind: 'port', description: 'Where to listen.' }];
    if (process.argv.includes('--contract')) console.log(JSON.stringify({ variables }));
  `,
  'service/migrations/0001_begin.sql': '-- class: expand\nCREATE TABLE a (id int);\n',
  'service/migrations/0002_fill.sql': '-- class: backfill\nINSERT INTO a VALUES (1);\n',
  'service/.env': 'NOT_FOR_THE_ARTIFACT=1',
  'node_modules/plain/package.json': packageJson({ name: 'plain', version: '2.0.0', license: 'ISC' }),
  'node_modules/plain/index.js': `
    const path = require('path');
    exports.plain = () => path.basename(__filename) + path.basename(__dirname);
  `,
  'node_modules/@scope/scoped/package.json': packageJson({
    name: '@scope/scoped',
    version: '0.1.0-rc.1',
    license: 'Apache-2.0 OR MIT',
    exports: './lib/index.js',
  }),
  'node_modules/@scope/scoped/lib/package.json': '{"type":"module"}',
  'node_modules/@scope/scoped/lib/index.js': '/*! @license scoped */ export const scoped = "scoped";',
  'node_modules/barrel/package.json': packageJson({
    name: 'barrel',
    version: '3.0.0',
    license: 'See the file LICENCE',
    type: 'module',
    sideEffects: false,
    exports: './index.js',
  }),
  'node_modules/barrel/index.js': 'export { kept } from "./kept.js"; export { unused } from "unused";',
  'node_modules/barrel/kept.js': 'export const kept = "kept";',
  'node_modules/facade/package.json': packageJson({
    name: 'facade',
    version: '5.0.0',
    type: 'module',
    exports: './index.js',
  }),
  'node_modules/facade/index.js': 'export * from "barrel";',
  'node_modules/unused/package.json': packageJson({
    name: 'unused',
    version: '4.0.0',
    type: 'module',
    sideEffects: false,
    exports: './index.js',
  }),
  'node_modules/unused/index.js': 'export const unused = "unused";',
};

/** @param changes files to add or replace; `undefined` leaves one out */
export async function writeApplication(
  root: string,
  changes: Readonly<Record<string, string | undefined>> = {},
): Promise<void> {
  for (const [path, content] of Object.entries({ ...FILES, ...changes })) {
    if (content === undefined) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

export function packageJson(content: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(content);
}
