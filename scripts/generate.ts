import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { EXIT_CODES } from '../actions/src/exit-codes.ts';
import { policySchemaText } from '../actions/src/policy/json-schema.ts';
import { actionNames, readActionFile } from '../actions/src/prove/action-file.ts';
import { PLANTS } from '../actions/src/prove/plants.ts';
import { REASON_CODES } from '../actions/src/reason-codes.ts';
import type { Remedies } from '../actions/src/runner/gate-action.ts';
import { readResults } from '../tests/peers/results.ts';
import { gatesTable } from './gates-table.ts';
import { cell, markdownTable } from './markdown-table.ts';
import { jobsTable } from './workflows/jobs-table.ts';
import { readRepository } from './workflows/read-repository.ts';

/**
 * Writes what is made from the code: the policy's JSON Schema, and the tables between `<!-- name -->` and
 * `<!-- /name -->` of the documents. With `--check` it writes nothing and fails when something is out of date.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const isCheck = process.argv.includes('--check');
const stale: string[] = [];

await put('.github/tidegate.schema.json', policySchemaText());
await put('README.md', withTable(await read('README.md'), 'exit-codes', exitCodeTable()));
await put(
  'docs/reason-codes.md',
  withTable(await read('docs/reason-codes.md'), 'reason-codes', reasonCodeTable()),
);

await put(
  'docs/gates.md',
  withTable(await read('docs/gates.md'), 'rows', gatesTable(await readResults(), PLANTS)),
);

await put(
  'docs/github.md',
  withTable(await read('docs/github.md'), 'jobs', jobsTable(await readRepository(ROOT))),
);

for (const name of await actionNames()) await putActionTables(name);

if (stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run \`npm run generate\` and commit what it writes.`);
  process.exitCode = 1;
}

async function put(path: string, text: string): Promise<void> {
  const before = await read(path).catch(() => '');
  if (before === text) return;
  if (isCheck) stale.push(path);
  else await writeFile(`${ROOT}${path}`, text);
}

async function putActionTables(name: string): Promise<void> {
  const path = `actions/${name}/README.md`;
  const { inputs, outputs } = await readActionFile(name);
  const { REMEDIES } = (await import(`../actions/src/${name}/remedies.ts`)) as { REMEDIES: Remedies };
  const tables = {
    inputs: [
      ['input', 'what it is', 'default'],
      ...Object.entries(inputs).map(([input, facts]) => [
        `\`${input}\``,
        cell(facts.description),
        facts.required ? '**required**' : facts.default === '' ? '' : `\`${cell(facts.default)}\``,
      ]),
    ],
    outputs: [
      ['output', 'what it is'],
      ...Object.entries(outputs).map(([output, facts]) => [`\`${output}\``, cell(facts.description)]),
    ],
    reasons: [
      ['reason code', 'what it means', 'what to do'],
      ...Object.entries(REMEDIES).map(([code, remedy]) => [
        `\`${code}\``,
        REASON_CODES[code as keyof typeof REASON_CODES],
        remedy,
      ]),
    ],
  };
  let text = await read(path);
  for (const [table, rows] of Object.entries(tables)) text = withTable(text, table, rows);
  await put(path, text);
}

function read(path: string): Promise<string> {
  return readFile(`${ROOT}${path}`, 'utf8');
}

function withTable(text: string, name: string, rows: readonly (readonly string[])[]): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`expected ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${markdownTable(rows)}\n\n${text.slice(to)}`;
}

function exitCodeTable(): string[][] {
  return [
    ['exit code', 'meaning'],
    ...Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning]),
  ];
}

function reasonCodeTable(): string[][] {
  return [
    ['reason code', 'meaning'],
    ...Object.entries(REASON_CODES).map(([code, meaning]) => [`\`${code}\``, meaning]),
  ];
}
