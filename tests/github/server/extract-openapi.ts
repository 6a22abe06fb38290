/**
 * Writes `openapi.json`: the part of GitHub’s own description that the fake has (`paths.ts`), in JSON Schema.
 * The description is 400 MB installed, so it is no dependency. Fetch it into a temporary folder and give its place:
 *
 *   npm pack @octokit/openapi@23.0.2 --pack-destination "$FOLDER" && tar -xzf "$FOLDER"/octokit-openapi-23.0.2.tgz -C "$FOLDER"
 *   node tests/github/server/extract-openapi.ts "$FOLDER/package"
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OPERATIONS } from './paths.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Fields = Readonly<Record<string, Json>>;

/** Words for people: nothing is checked by them, and they are nine tenths of it. */
const PROSE = ['description', 'summary', 'examples', 'example', 'externalDocs', 'x-github', 'deprecated'];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say where the unpacked @octokit/openapi is.');
const source = await readJson(join(folder, 'generated', 'api.github.com.json'));
const { version } = await readJson(join(folder, 'package.json'));
const operations = Object.fromEntries(OPERATIONS.map((name) => [name, extractOperation(name)]));
const extracted = {
  source: `@octokit/openapi ${JSON.stringify(version).replaceAll('"', '')}`,
  operations,
  definitions: closure(operations),
};
await writeFile(new URL('openapi.json', import.meta.url), `${onALineEach(extracted)}\n`);

async function readJson(path: string): Promise<Fields> {
  return JSON.parse(await readFile(path, 'utf8')) as Fields;
}

function extractOperation(name: string): Json {
  const [method = '', path = ''] = name.split(' ');
  const operation = at(`#/paths/${path.replaceAll('/', '~1')}/${method.toLowerCase()}`);
  if (operation === undefined) throw new Error(`GitHub has no ${name}.`);
  const { parameters = [], requestBody, responses } = operation as Fields;
  const query = (parameters as Fields[]).map(resolved).filter((each) => each['in'] === 'query');
  return {
    query: Object.fromEntries(query.map((each) => [each['name'] as string, clean(each['schema'] ?? {})])),
    bodyIsRequired: (requestBody as Fields | undefined)?.['required'] === true,
    body: schemaOf(requestBody),
    answers: Object.fromEntries(
      Object.entries(responses as Fields).map(([status, answer]) => [
        status,
        Number(status) < 300 ? loosened(schemaOf(resolved(answer as Fields))) : null,
      ]),
    ),
  };
}

function schemaOf(holder: Json | undefined): Json {
  const content = (holder as Fields | undefined)?.['content'] as Fields | undefined;
  const json = content?.['application/json'] as Fields | undefined;
  return json?.['schema'] === undefined ? null : clean(json['schema']);
}

function at(pointer: string): Json | undefined {
  const keys = pointer
    .slice(2)
    .split('/')
    .map((key) => key.replaceAll('~1', '/'));
  return keys.reduce<Json | undefined>((inside, key) => (inside as Fields | undefined)?.[key], source);
}

function resolved(value: Fields): Fields {
  return typeof value['$ref'] === 'string' ? (at(value['$ref']) as Fields) : value;
}

/** OpenAPI 3.0’s `nullable` in the words of JSON Schema. `isMap`: the keys are names of properties, not keywords. */
function clean(value: Json, isMap = false): Json {
  if (Array.isArray(value)) return value.map((each: Json) => clean(each));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Fields).filter(([key]) => isMap || !PROSE.includes(key));
  const { nullable, ...schema } = Object.fromEntries(
    entries.map(([key, each]) => [key, cleanField(key, each, isMap)]),
  );
  if (nullable === undefined || isMap) return nullable === undefined ? schema : { ...schema, nullable };
  return nullable === true ? orNull(schema) : schema;
}

function cleanField(key: string, value: Json, isMap: boolean): Json {
  if (key === '$ref' && typeof value === 'string')
    return value.replace('#/components/schemas/', '#/definitions/');
  return clean(value, !isMap && key === 'properties');
}

function orNull(schema: Fields): Json {
  return { anyOf: [schema, { type: 'null' }] };
}

/** Answers may leave out what nobody reads; what is there has the documented type. */
function loosened(value: Json): Json {
  if (Array.isArray(value)) return value.map(loosened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Fields)
      .filter(([key, each]) => !(key === 'required' && Array.isArray(each)))
      .map(([key, each]) => [
        key === 'oneOf' ? 'anyOf' : key,
        key === '$ref' ? `${each as string}(answer)` : loosened(each),
      ]),
  );
}

/** Whatever schemas these refer to, by name. */
function closure(root: Json): Fields {
  const found: Record<string, Json> = {};
  const open = [...references(root)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name in found) continue;
    const schema = clean(at(`#/components/schemas/${name.replace('(answer)', '')}`) ?? {});
    found[name] = name.endsWith('(answer)') ? loosened(schema) : schema;
    open.push(...references(found[name] ?? {}));
  }
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function references(value: Json): string[] {
  return [...JSON.stringify(value).matchAll(/"#\/definitions\/([^"]+)"/g)].map(([, name = '']) => name);
}

function onALineEach({ source: from, ...parts }: Record<string, Json>): string {
  const written = Object.entries(parts).map(([part, entries]) => {
    const lines = Object.entries(entries as Fields).map(
      ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    );
    return `${JSON.stringify(part)}: {\n${lines.join(',\n')}\n}`;
  });
  return `{\n"source": ${JSON.stringify(from)},\n${written.join(',\n')}\n}`;
}
