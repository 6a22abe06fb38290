import { readFile } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';
import { CONTRADICTION_RULES } from './contradictions.ts';
import { draftOf } from './draft.ts';
import { GATE_NAMES, gateMistakes } from './known-gates.ts';
import { writePath, type Mistake } from './mistake.ts';
import { policySchema, type Policy } from './schema.ts';
import { schemaMistakes } from './schema-mistakes.ts';
import { readSource, type Source } from './source.ts';

/**
 * Reads and checks the policy file. Every mistake is reported at once, one a line with its place, in a UserError
 * `policy-invalid`.
 */
export async function loadPolicy(path: string): Promise<Policy> {
  const source = readSource(await read(path));
  const parsed = policySchema.safeParse(source.value);
  const lines = [...syntaxLines(source), ...mistakeLines(source, parsed)]
    .toSorted((left, right) => left.line - right.line || left.column - right.column)
    .map(({ line, column, text }) => `${path}:${line}:${column}: ${text}`);
  if (parsed.success && lines.length === 0) return parsed.data;
  throw new UserError({
    code: 'policy-invalid',
    message: `Expected a policy without mistakes, found ${lines.length}:\n${lines.join('\n')}`,
    remedy: 'Mend each line as it says. .github/tidegate.schema.json helps an editor to do so.',
  });
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError({
      code: 'policy-invalid',
      message: `Expected a policy file at ${path}, which can’t be read: ${messageOf(cause)}`,
      remedy: 'Run this from the repository’s root, or give the path of the policy file.',
      cause,
    });
  }
}

interface Line {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

function syntaxLines({ mistakes }: Source): Line[] {
  return mistakes.map(({ line, column, message, isDuplicateKey }) => ({
    line,
    column,
    text: isDuplicateKey
      ? 'expected each key once, found a key for the second time. Remove one of the two.'
      : `expected YAML, found a mistake: ${message}. Mend this first: the rest can’t be read yet.`,
  }));
}

function mistakeLines(source: Source, parsed: ReturnType<typeof policySchema.safeParse>): Line[] {
  if (source.mistakes.some(({ isDuplicateKey }) => !isDuplicateKey)) return [];
  const draft = draftOf(source.value);
  const mistakes = [
    ...schemaMistakes(parsed.error?.issues ?? [], source.value),
    ...gateMistakes(draft, GATE_NAMES),
    ...CONTRADICTION_RULES.flatMap((rule) => rule(draft)),
  ];
  return mistakes.map((mistake) => ({
    ...source.positionOf(mistake.path, mistake.isKey === true ? 'key' : 'value'),
    text: textOf(mistake),
  }));
}

function textOf({ path, expected, found, remedy }: Mistake): string {
  const place = path.length === 0 ? 'the file' : writePath(path);
  return `${place}: expected ${expected}; found ${found}. ${remedy}`;
}
