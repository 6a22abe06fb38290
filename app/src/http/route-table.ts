import type { RequestHandler } from 'express';

/** One route. `path` is a pattern as Express has it, of plain segments and `:parameters`. */
export interface Route {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly handlers: readonly RequestHandler[];
}

/**
 * The pattern of the route that a request belongs to, or `unmatched`. Known before any handler runs, so that what
 * a middleware answers (429, 400, a planted fault) counts for the route that was asked for.
 */
export function routePattern(routes: readonly Route[]): (method: string, path: string) => string {
  const known = routes.map(({ method, path }) => ({ method, path, segments: segmentsOf(path) }));
  return (method, path) => {
    // Express answers HEAD with the route for GET.
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    const asked = segmentsOf(path);
    const route = known.find((each) => each.method === wanted && doMatch(each.segments, asked));
    return route?.path ?? 'unmatched';
  };
}

/** Express ignores a slash at the end, and case. */
function segmentsOf(path: string): readonly string[] {
  return path.toLowerCase().replace(/\/$/, '').split('/');
}

function doMatch(pattern: readonly string[], asked: readonly string[]): boolean {
  return (
    pattern.length === asked.length &&
    pattern.every((segment, at) => (segment.startsWith(':') ? asked[at] !== '' : segment === asked[at]))
  );
}
