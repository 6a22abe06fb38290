import type { z } from 'zod';
import { read } from '../github/read.ts';
import { call, unreachable, type Api, type Reply } from '../github/rest.ts';
import type { Reading } from './observed.ts';
import type { Permission } from './permissions.ts';

export interface Wish<Content> {
  readonly path: string;
  readonly schema: z.ZodType<Content>;
  readonly permission: Permission;
  /** What 404 means, where it is an answer; only to whoever would be shown the thing if it were there. */
  readonly missing?: Content;
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
const WITHHELD = [401, 403, 404];
const MOST_PAGES = 100;

export async function readingOf<Content>(api: Api, wish: Wish<Content>): Promise<Reading<Content>> {
  const reply = await call(api, { path: wish.path, accepts: WITHHELD });
  if (reply.status === 404 && wish.missing !== undefined) return { kind: 'read', value: wish.missing };
  if (WITHHELD.includes(reply.status)) return withheld(reply, wish.permission);
  return { kind: 'read', value: read(reply.content, wish.schema, wish.path) };
}

/** Every page of a list, or of an object that holds one. */
export async function listOf<Page, Entry>(
  api: Api,
  wish: Omit<Wish<Page>, 'missing'> & { readonly entries: (page: Page) => readonly Entry[] },
): Promise<Reading<readonly Entry[]>> {
  const found: Entry[] = [];
  let next: string | null = `${wish.path}${wish.path.includes('?') ? '&' : '?'}per_page=100`;
  for (let page = 0; next !== null; page += 1) {
    if (page === MOST_PAGES)
      throw unreachable({ path: next }, { said: 'there are too many pages', tries: 1 });
    const reply: Reply = await call(api, { path: next, accepts: WITHHELD });
    if (WITHHELD.includes(reply.status)) return withheld(reply, wish.permission);
    found.push(...wish.entries(read(reply.content, wish.schema, wish.path)));
    next = reply.next;
  }
  return { kind: 'read', value: found };
}

function withheld(reply: Reply, permission: Permission): Exclude<Reading<never>, { kind: 'read' }> {
  const said = saidIn(reply);
  return isForWantOfPlan(reply) ? { kind: 'unavailable', said } : { kind: 'hidden', said, permission };
}

/**
 * GitHub tells what a plan lacks by the same statuses as what a token may not, so that only its words are left. Should they change,
 * the thing is unproven, or refused: never well.
 */
export function isForWantOfPlan({ status, content }: Reply): boolean {
  return [403, 422].includes(status) && /\bupgrade\b|\bbilling plan\b/i.test(saidIn({ status, content }));
}

export function saidIn({ status, content }: Pick<Reply, 'status' | 'content'>): string {
  const message =
    typeof content === 'object' && content !== null && 'message' in content ? String(content.message) : '';
  return `${status} ${message.replaceAll(/\s+/g, ' ').slice(0, 200)}`.trim();
}
