import { notFound, Refusal, type Answer, type Asked, type Routes } from './answer.ts';
import { checkBody, checkQuery, faultsOfAnswer } from './description-check.ts';
import { operationFor, type Operation } from './operations.ts';
import { checkPermission } from './permissions.ts';
import type { Request } from './request.ts';
import { allRoutes } from './routes/all.ts';
import type { Tokens } from './tokens.ts';
import { roleOf, type World } from './world.ts';

interface Parts {
  readonly world: World;
  readonly tokens: Tokens;
  readonly request: Request;
  readonly unknownRoutes: string[];
  readonly faults: string[];
}

const REPOSITORY = '/repos/{owner}/{repo}';
const routes: Routes = allRoutes;

export async function answerRest({ world, tokens, request, unknownRoutes, faults }: Parts): Promise<Answer> {
  const caller = tokens.callerOf(request.headers.authorization);
  if (caller === undefined) throw new Refusal(401, 'Bad credentials');
  const isUpload = request.address.pathname.startsWith('/uploads/');
  const path = request.address.pathname.replace(/^\/uploads/, '');
  const match = operationFor(request.method, path);
  const name = match?.operation.name.replace(REPOSITORY, '') ?? '';
  const work = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (match === undefined || work === undefined) {
    unknownRoutes.push(`${request.method} ${request.address.pathname}`);
    throw new Refusal(404, `The fake has no such route: ${request.method} ${request.address.pathname}`);
  }
  // Assets go to another host than everything else; each answers 404 to what is the other’s.
  if (isUpload !== (name === 'POST /releases/{release_id}/assets')) throw notFound();
  const { operation, params } = match;
  if (!isThisRepository(world, params)) throw notFound();
  checkPermission(name, { caller, role: roleOf(world, caller.login) });
  const asked = { world, caller, params, ...checked(operation, { request, isUpload }) };
  const answer = await work(asked);
  noteFaults(operation, { answer, faults });
  return { ...answer, headers: { ...ratesOf(world), ...answer.headers } };
}

function isThisRepository(world: World, params: Readonly<Record<string, string>>): boolean {
  if (params['owner'] === undefined) return true;
  const asked = `${params['owner']}/${params['repo'] ?? ''}`;
  return asked.toLowerCase() === `${world.owner}/${world.repository}`.toLowerCase();
}

function checked(
  operation: Operation,
  { request, isUpload }: { request: Request; isUpload: boolean },
): Omit<Asked, 'world' | 'caller' | 'params'> {
  const { method, address, headers, bytes } = request;
  const query = checkQuery(operation, address.searchParams);
  const body = isUpload ? undefined : parsed(bytes);
  if (!isUpload) checkBody(operation, body);
  return { method, address, headers, bytes, query, body };
}

function parsed(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
}

function noteFaults(operation: Operation, { answer, faults }: { answer: Answer; faults: string[] }): void {
  const wrong = faultsOfAnswer(operation, answer.status, answer.content);
  if (wrong.length > 0) faults.push(`${operation.name}: ${wrong.slice(0, 5).join('; ')}`);
}

function ratesOf(world: World): Record<string, string> {
  const reset = Math.ceil(world.time() / 1000) + 3600;
  return { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': String(reset) };
}
