import {
  isBasicExpression,
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from '@actions/workflow-parser';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };
/** A workflow's value, with expressions in it that are not evaluated yet. */
export type Value =
  null | boolean | number | string | Expression | readonly Value[] | { readonly [key: string]: Value };

const EXPRESSION = Symbol('expression');

export interface Expression {
  readonly [EXPRESSION]: true;
  readonly text: string;
}

export function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && EXPRESSION in value;
}

/** The parser has already turned `a ${{ b }}` into `format('a {0}', b)`. */
export function valueOf(token: TemplateToken | undefined): Value {
  if (token === undefined) return null;
  if (isBasicExpression(token)) return { [EXPRESSION]: true, text: token.expression };
  if (isString(token) || isNumber(token) || isBoolean(token)) return token.value;
  if (isSequence(token)) return Array.from({ length: token.count }, (_, index) => valueOf(token.get(index)));
  if (!isMapping(token)) return null;
  const pairs = Array.from({ length: token.count }, (_, index) => token.get(index));
  return Object.fromEntries(pairs.map(({ key, value }) => [key.toString(), valueOf(value)]));
}

export function fieldsOf(value: Value | undefined): Readonly<Record<string, Value>> {
  if (value === null || typeof value !== 'object' || isExpression(value) || Array.isArray(value)) return {};
  return value as Readonly<Record<string, Value>>;
}

export function itemsOf(value: Value | undefined): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[];
  return value === null || value === undefined ? [] : [value];
}

/** What no expression may stand in. */
export function wordsOf(value: Value | undefined): readonly string[] {
  return itemsOf(value).map((each) => textOf(each as Plain));
}

/** As an expression's result becomes text. */
export function textOf(plain: Plain | undefined): string {
  if (plain === null || plain === undefined) return '';
  if (typeof plain === 'object') return Array.isArray(plain) ? 'Array' : 'Object';
  return String(plain);
}
