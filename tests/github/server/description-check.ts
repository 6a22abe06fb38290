import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { Refusal, type Query } from './answer.ts';
import { described, type Operation } from './operations.ts';

// Its types say otherwise, but it is CommonJS whose function is both the module and its default.
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void;
const ajv = newAjv({});
const coercing = newAjv({ coerceTypes: true });
/** GitHub itself answers empty texts where its description says URI. */
const forAnswers = newAjv({ validateFormats: false });
const compiled = new WeakMap<object, ValidateFunction>();

/**
 * GitHub takes this although its description doesn’t say so.
 * https://github.com/google/go-github/issues/2725
 */
const UNDESCRIBED = ['PUT /repos/{owner}/{repo}/environments/{environment_name} can_admins_bypass'];

/**
 * 422 where a body or query is not as GitHub describes it. A field or parameter that GitHub doesn’t know is refused too:
 * GitHub would pass it over in silence, and the mistake with it.
 */
export function checkBody({ name, body: schema, bodyIsRequired }: Operation, body: unknown): void {
  if (schema === null) return;
  if (body === undefined) {
    if (bodyIsRequired) throw new Refusal(422, 'Invalid request.\n\nA body is needed.', { errors: [] });
    return;
  }
  const value = withoutUndescribed(name, body);
  const unknown = unknownFields(schema, value);
  if (unknown.length > 0) throw invalidRequest(unknown.map((field) => `"${field}" is not a permitted key.`));
  const wrong = problemsIn({ ajv, schema, value });
  if (wrong.length > 0) throw invalidRequest(wrong);
}

function withoutUndescribed(operation: string, body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).filter(([field]) => !UNDESCRIBED.includes(`${operation} ${field}`)),
  );
}

/** Asked of a list that has one page only they change nothing. */
const HARMLESS = ['per_page', 'page'];

/** The query with numbers and truth values in place of their texts. */
export function checkQuery({ query: schemas }: Operation, search: URLSearchParams): Query {
  const query: Record<string, unknown> = Object.fromEntries(search);
  const unknown = Object.keys(query).filter((name) => !(name in schemas) && !HARMLESS.includes(name));
  if (unknown.length > 0) throw invalidRequest(unknown.map((name) => `"${name}" is no parameter of this.`));
  const wrong = Object.entries(schemas).flatMap(([name, schema]) => {
    if (!(name in query)) return [];
    return problemsIn({ ajv: coercing, schema: wrapped(schema), value: query, only: name });
  });
  if (wrong.length > 0) throw invalidRequest(wrong);
  return query as Query;
}

/** What is wrong with the fake’s own answer, by GitHub’s description. */
export function faultsOfAnswer({ answers }: Operation, status: number, content: unknown): string[] {
  if (status >= 400) return [];
  if (!(String(status) in answers)) return [`GitHub never answers this with ${status}`];
  const schema = answers[String(status)];
  return schema === null || schema === undefined
    ? []
    : problemsIn({ ajv: forAnswers, schema, value: content });
}

const wrappers = new WeakMap<object, object>();

/** Values are only put right inside something. */
function wrapped(schema: object): object {
  const wrapper = wrappers.get(schema) ?? { type: 'object', additionalProperties: schema };
  wrappers.set(schema, wrapper);
  return wrapper;
}

function newAjv(options: { coerceTypes?: boolean; validateFormats?: boolean }): Ajv {
  const made = new Ajv({ strict: false, allErrors: true, ...options, logger: false });
  addFormats(made);
  made.addSchema({ $id: 'github', definitions: refersToGithub(described.definitions) });
  return made;
}

function refersToGithub<Value extends object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll('"#/definitions/', '"github#/definitions/')) as Value;
}

interface Look {
  readonly ajv: Ajv;
  readonly schema: object;
  readonly value: unknown;
  /** Of an object, look at this field alone, and put it right in place. */
  readonly only?: string;
}

function problemsIn({ ajv: engine, schema, value, only }: Look): string[] {
  const validate = compiled.get(schema) ?? engine.compile(refersToGithub(schema));
  compiled.set(schema, validate);
  const subject = only === undefined ? value : { [only]: (value as Record<string, unknown>)[only] };
  const isRight = validate(subject);
  if (only !== undefined)
    (value as Record<string, unknown>)[only] = (subject as Record<string, unknown>)[only];
  return isRight
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`.trim());
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly ObjectSchema[];
}

function unknownFields(schema: object, body: unknown): string[] {
  // A body that may be null too is described as one of two.
  const forms = [schema as ObjectSchema, ...((schema as ObjectSchema).anyOf ?? [])].filter(
    (form) => form.properties,
  );
  if (forms.length === 0 || forms.some(({ additionalProperties }) => additionalProperties === true))
    return [];
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  return Object.keys(body).filter((name) => forms.every(({ properties = {} }) => !(name in properties)));
}

function invalidRequest(errors: readonly string[]): Refusal {
  return new Refusal(422, `Invalid request.\n\n${errors.join('\n')}`, { errors });
}
