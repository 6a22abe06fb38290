import type { World } from './world.ts';
import type { Caller } from './tokens.ts';

export interface Answer {
  readonly status: number;
  readonly content?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request, whose token, route and body have been looked at already. */
export interface Asked {
  readonly world: World;
  readonly caller: Caller;
  readonly method: string;
  /** With what is asked after `?`. */
  readonly address: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: unknown;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export type Query = Readonly<Record<string, string | number | boolean>>;

export type Work = (asked: Asked) => Answer | Promise<Answer>;
/** By the operation’s name in GitHub’s description, without `/repos/{owner}/{repo}`. */
export type Routes = Readonly<Record<string, Work>>;

/** What GitHub refuses; the server makes an answer of it. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(
    status: number,
    message: string,
    more: { errors?: readonly unknown[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    const content = {
      message,
      ...(more.errors === undefined ? {} : { errors: more.errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    };
    this.answer = { status, content, headers: more.headers ?? {} };
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
export function invalid(resource: string, code: string, field?: string): Refusal {
  return new Refusal(422, 'Validation Failed', {
    errors: [{ resource, code, ...(field === undefined ? {} : { field }) }],
  });
}

export function ok(content: unknown): Answer {
  return { status: 200, content };
}

export function created(content: unknown): Answer {
  return { status: 201, content };
}

export const nothing: Answer = { status: 204 };

/** The entry that the path names, or 404. */
export function found<Entry>(entry: Entry | undefined): Entry {
  if (entry === undefined) throw notFound();
  return entry;
}
