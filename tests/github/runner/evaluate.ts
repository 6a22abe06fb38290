import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { hashFiles } from './hash-files.ts';
import { fieldsOf, isExpression, textOf, type Plain, type Value } from './value.ts';

/** What an expression may use. A context that is not given here does not exist there. */
export interface Setting {
  readonly contexts: Readonly<Record<string, Plain>>;
  readonly status?: Status;
  readonly workspace?: string;
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

export function evaluate(text: string, setting: Setting): Plain {
  const functions = functionsOf(setting);
  const tokens = new Lexer(text).lex().tokens.map(withEveryQuote);
  const names = Object.keys(setting.contexts);
  const expression = new Parser(tokens, names, [...functions.values()]).parse();
  const contexts = toData(setting.contexts) as InstanceType<typeof data.Dictionary>;
  return fromData(new Evaluator(expression, contexts, functions).evaluate());
}

type Token = ReturnType<Lexer['lex']>['tokens'][number];

/** The lexer of 0.3.61 makes `'` of the first `''` in a text and leaves the others as they are. */
function withEveryQuote(token: Token): Token {
  if (typeof token.value !== 'string' || !token.lexeme.startsWith("'")) return token;
  return { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") };
}

/** Deep: everything in it that is an expression is its result afterwards. */
export function plainOf(value: Value | undefined, setting: Setting): Plain {
  if (value === undefined || value === null) return null;
  if (isExpression(value)) return evaluate(value.text, setting);
  if (Array.isArray(value)) return value.map((each) => plainOf(each as Value, setting));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).map(([key, each]) => [key, plainOf(each, setting)]),
  );
}

export function textsOf(value: Value | undefined, setting: Setting): Record<string, string> {
  const fields = isExpression(value) ? evaluate(value.text, setting) : value;
  const entries = Object.entries(fieldsOf(fields)).map(([key, each]) => [
    key,
    textOf(plainOf(each, setting)),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

export function isTrue(plain: Plain): boolean {
  return plain !== null && plain !== false && plain !== 0 && plain !== '' && !Number.isNaN(plain);
}

interface Function {
  readonly name: string;
  readonly minArgs: number;
  readonly maxArgs: number;
  readonly call: (...given: data.ExpressionData[]) => data.ExpressionData;
}

function functionsOf({ status, workspace }: Setting): Map<string, Function> {
  const functions = new Map<string, Function>();
  const told: Record<string, boolean> = status === undefined ? {} : { ...status, always: true };
  for (const [name, answer] of Object.entries(told))
    functions.set(name, { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) });
  if (workspace !== undefined)
    functions.set('hashfiles', {
      name: 'hashFiles',
      minArgs: 1,
      maxArgs: 255,
      call: (...patterns) =>
        new data.StringData(
          hashFiles(
            workspace,
            patterns.map((each) => each.coerceString()),
          ),
        ),
    });
  return functions;
}

function toData(plain: Plain): data.ExpressionData {
  return JSON.parse(JSON.stringify(plain), data.reviver) as data.ExpressionData;
}

function fromData(given: data.ExpressionData): Plain {
  if (given instanceof data.Dictionary)
    return Object.fromEntries(given.pairs().map(({ key, value }) => [key, fromData(value)]));
  if (given instanceof data.Array) return given.values().map(fromData);
  if (given instanceof data.Null) return null;
  return given.value;
}
