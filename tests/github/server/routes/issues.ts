import { created, found, ok, type Answer, type Asked, type Routes } from '../answer.ts';
import { addIssue, checkText, labelNamed, showIssue, showLabel } from '../issues.ts';
import { pageOf } from '../page.ts';
import type { Issue } from '../things.ts';
import type { World } from '../world.ts';

const LABELS = '/issues/{issue_number}/labels';

export const issueRoutes: Routes = {
  'GET /issues': listIssues,
  'POST /issues'({ world, caller, body }) {
    const wish = body as {
      title: string | number;
      body?: string | null;
      labels?: readonly (string | { name?: string })[];
    };
    const labels = (wish.labels ?? []).map((label) =>
      typeof label === 'string' ? label : (label.name ?? ''),
    );
    const issue = addIssue(world, {
      title: String(wish.title),
      body: wish.body ?? null,
      labels,
      by: caller.login,
    });
    world.events.tell({
      event: 'issues',
      action: 'opened',
      payload: { issue: showIssue(world, issue) },
      by: caller,
    });
    return created(showIssue(world, issue));
  },
  'GET /issues/{issue_number}': ({ world, ...asked }) => ok(showIssue(world, issueIn({ world, ...asked }))),
  'PATCH /issues/{issue_number}': changeIssue,
  [`GET ${LABELS}`]: (asked) => pageOf(asked, shownLabels(asked.world, issueIn(asked))),
  [`POST ${LABELS}`]: (asked) => setLabels(asked, (had, given) => [...new Set([...had, ...given])]),
  [`PUT ${LABELS}`]: (asked) => setLabels(asked, (_, given) => given),
  [`DELETE ${LABELS}/{name}`]: removeLabel,
};

export function issueIn({ world, params }: Asked): Issue {
  return found(world.issues.find(({ number }) => number === Number(params['issue_number'])));
}

/** Open ones unless asked otherwise, pull requests among them, newest first. */
function listIssues(asked: Asked): Answer {
  const { world, query } = asked;
  const state = query['state'] ?? 'open';
  const labels = String(query['labels'] ?? '')
    .split(',')
    .filter(Boolean);
  const chosen = world.issues.filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      (query['creator'] === undefined || query['creator'] === issue.user) &&
      labels.every((name) => issue.labels.includes(name)),
  );
  return pageOf(asked, chosen.map((issue) => showIssue(world, issue)).toReversed());
}

function changeIssue(asked: Asked): Answer {
  const { world, caller, body } = asked;
  const issue = issueIn(asked);
  const wish = (body ?? {}) as {
    title?: string;
    body?: string | null;
    state?: 'open' | 'closed';
    labels?: readonly string[];
  };
  checkText(wish, 'Issue');
  if (wish.title !== undefined) issue.title = wish.title;
  if (wish.body !== undefined) issue.body = wish.body;
  if (wish.labels !== undefined) issue.labels = wish.labels.map((name) => labelNamed(world, name).name);
  if (wish.state !== undefined && wish.state !== issue.state) {
    issue.state = wish.state;
    issue.closed_at = wish.state === 'closed' ? world.now() : null;
  }
  issue.updated_at = world.now();
  const action = wish.state === undefined ? 'edited' : wish.state === 'closed' ? 'closed' : 'reopened';
  const event = issue.pull === undefined ? 'issues' : 'pull_request';
  world.events.tell({
    event,
    action,
    payload: { issue: showIssue(world, issue), number: issue.number },
    by: caller,
  });
  return ok(showIssue(world, issue));
}

function setLabels(
  asked: Asked,
  join: (had: readonly string[], given: readonly string[]) => readonly string[],
): Answer {
  const { world, caller, body } = asked;
  const issue = issueIn(asked);
  const given = namesIn(body).map((name) => labelNamed(world, name).name);
  issue.labels = [...join(issue.labels, given)];
  const event = issue.pull === undefined ? 'issues' : 'pull_request';
  for (const name of given)
    world.events.tell({
      event,
      action: 'labeled',
      payload: { number: issue.number, label: { name } },
      by: caller,
    });
  return ok(shownLabels(world, issue));
}

/** A list, or an object with one; of names, or of objects with one. */
function namesIn(body: unknown): string[] {
  const list = (
    Array.isArray(body) ? body : ((body as { labels?: unknown[] } | undefined)?.labels ?? [])
  ) as unknown[];
  return list.map((each) => (typeof each === 'string' ? each : String((each as { name?: unknown }).name)));
}

function removeLabel(asked: Asked): Answer {
  const { world, params } = asked;
  const issue = issueIn(asked);
  const name = found(
    issue.labels.find((each) => each.toLowerCase() === (params['name'] ?? '').toLowerCase()),
  );
  issue.labels = issue.labels.filter((each) => each !== name);
  return ok(shownLabels(world, issue));
}

function shownLabels(world: World, issue: Issue): object[] {
  return issue.labels.map((name) => showLabel(world, labelNamed(world, name)));
}
