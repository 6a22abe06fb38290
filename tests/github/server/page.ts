import type { Answer, Asked } from './answer.ts';

const USUAL = 30;
const MOST = 100;

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export function pageOf(asked: Asked, all: readonly unknown[]): Answer {
  const { part, headers } = cut(asked, all);
  return { status: 200, content: part, headers };
}

/** A list that GitHub wraps: `{ total_count, <name>: […] }`. */
export function wrappedPageOf(asked: Asked, name: string, all: readonly unknown[]): Answer {
  const { part, headers } = cut(asked, all);
  return { status: 200, content: { total_count: all.length, [name]: part }, headers };
}

function cut(
  { address, query, world }: Asked,
  all: readonly unknown[],
): { part: unknown[]; headers: Record<string, string> } {
  const size = Math.max(1, Math.min(MOST, Number(query['per_page'] ?? USUAL)));
  const page = Math.max(1, Number(query['page'] ?? 1));
  const last = Math.max(1, Math.ceil(all.length / size));
  const links = [
    ...(page > 1 ? [linkTo('prev', page - 1), linkTo('first', 1)] : []),
    ...(page < last ? [linkTo('next', page + 1), linkTo('last', last)] : []),
  ];
  return {
    part: all.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };

  function linkTo(relation: string, number: number): string {
    const search = new URLSearchParams(address.search);
    search.set('page', String(number));
    return `<${world.url}${address.pathname}?${search.toString()}>; rel="${relation}"`;
  }
}
