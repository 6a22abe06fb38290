import { invalid } from './answer.ts';
import type { Issue, Label, Pull } from './things.ts';
import { apiUrl, pageUrl, showUser, type World } from './world.ts';

/** Of issues, pull requests and comments alike, in characters. */
const LONGEST_BODY = 65_536;
const LONGEST_TITLE = 256;

export interface IssueWish {
  readonly title: string;
  readonly body?: string | null;
  readonly labels?: readonly string[];
  readonly by: string;
  readonly pull?: Pull;
}

export function addIssue(world: World, wish: IssueWish): Issue {
  checkText(wish, 'Issue');
  const { title, body, labels = [], by, pull } = wish;
  const issue: Issue = {
    number: world.issues.length + 1,
    id: world.nextId(),
    user: by,
    title,
    body: body ?? null,
    state: 'open',
    labels: labels.map((name) => labelNamed(world, name).name),
    created_at: world.now(),
    updated_at: world.now(),
    closed_at: null,
    ...(pull === undefined ? {} : { pull }),
  };
  world.issues.push(issue);
  return issue;
}

export function checkText({ title, body }: { title?: string; body?: string | null }, resource: string): void {
  if (title !== undefined && (title.trim() === '' || title.length > LONGEST_TITLE))
    throw invalid(resource, 'invalid', 'title');
  if ((body ?? '').length > LONGEST_BODY)
    throw invalid(resource, 'too_long', `body is too long (maximum is ${LONGEST_BODY} characters)`);
}

/** Whatever its case; one that is not there is made, grey. */
export function labelNamed(world: World, name: string): Label {
  const known = world.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
  if (known !== undefined) return known;
  const label: Label = { id: world.nextId(), name, color: 'ededed', description: null };
  world.labels.push(label);
  return label;
}

export function showLabel(world: World, { id, name, color, description }: Label): object {
  return {
    id,
    node_id: `L_${id}`,
    url: apiUrl(world, `/labels/${encodeURIComponent(name)}`),
    name,
    color,
    description,
    default: false,
  };
}

export function showIssue(world: World, issue: Issue): Record<string, unknown> {
  const { pull, user, labels, ...rest } = issue;
  const url = apiUrl(world, `/issues/${issue.number}`);
  return {
    url,
    html_url: pageUrl(world, `/${pull === undefined ? 'issues' : 'pull'}/${issue.number}`),
    comments_url: `${url}/comments`,
    ...rest,
    user: showUser(world, user),
    labels: labels.map((name) => showLabel(world, labelNamed(world, name))),
    comments: world.comments.filter((comment) => comment.issue === issue.number).length,
    locked: false,
    assignees: [],
    ...(pull === undefined
      ? {}
      : {
          pull_request: {
            url: apiUrl(world, `/pulls/${issue.number}`),
            html_url: pageUrl(world, `/pull/${issue.number}`),
            diff_url: null,
            patch_url: null,
            merged_at: pull.merged_at,
          },
        }),
  };
}
