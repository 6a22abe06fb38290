import type { FakeGitHub } from './open-github.ts';

export interface Reply {
  readonly status: number;
  readonly content: unknown;
  readonly headers: Headers;
}

export type Ask = (operation: string, body?: object) => Promise<Reply>;

/** Requests to the fake’s repository in one line: `ask('POST /deployments', {…})`. */
export function askWith(github: FakeGitHub, token: string): Ask {
  return async (operation, body) => {
    const [method = 'GET', path = ''] = operation.split(' ');
    const base = path.startsWith('//') ? github.url : `${github.url}/repos/${github.slug}`;
    const response = await fetch(`${base}${path.replace(/^\/\//, '/')}`, {
      method,
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'test' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      content: text === '' ? undefined : parsed(text),
      headers: response.headers,
    };
  };
}

/** The number of what was made. */
export function idOf({ content }: Reply): number {
  return (content as { id: number }).id;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
