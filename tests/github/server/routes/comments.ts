import { created, found, nothing, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { checkText, showIssue } from '../issues.ts';
import { pageOf } from '../page.ts';
import type { Comment, Issue } from '../things.ts';
import type { Caller } from '../tokens.ts';
import { apiUrl, pageUrl, roleOf, showUser, type World } from '../world.ts';
import { issueIn } from './issues.ts';

const ONE = '/issues/comments/{comment_id}';

export const commentRoutes: Routes = {
  'GET /issues/{issue_number}/comments'(asked) {
    const { number } = issueIn(asked);
    const comments = asked.world.comments.filter(({ issue }) => issue === number);
    return pageOf(
      asked,
      comments.map((each) => showComment(asked.world, each)),
    );
  },
  'POST /issues/{issue_number}/comments'(asked) {
    const { body } = asked.body as { body: string };
    return created(
      showComment(asked.world, addComment(asked.world, { issue: issueIn(asked), body, by: asked.caller })),
    );
  },
  [`GET ${ONE}`]: (asked) => ok(showComment(asked.world, commentIn(asked))),
  [`PATCH ${ONE}`](asked) {
    const comment = commentIn(asked);
    checkOwn(asked, comment);
    editComment(asked.world, { comment, body: (asked.body as { body: string }).body, by: asked.caller });
    return ok(showComment(asked.world, comment));
  },
  [`DELETE ${ONE}`]: removeComment,
};

function commentIn({ world, params }: Asked): Comment {
  return found(world.comments.find(({ id }) => id === Number(params['comment_id'])));
}

/** Another’s comment is changed by those with write access only; a job’s token may change any of its repository’s. */
function checkOwn({ world, caller }: Asked, comment: Comment): void {
  const mayAll = caller.kind !== 'person' || ['admin', 'write'].includes(roleOf(world, caller.login));
  if (comment.user !== caller.login && !mayAll)
    throw new Refusal(403, 'Must have admin rights to Repository.');
}

export function addComment(
  world: World,
  { issue, body, by }: { issue: Issue; body: string; by: Pick<Caller, 'kind' | 'login'> },
): Comment {
  if (body.trim() === '') throw new Refusal(422, 'Validation Failed', { errors: ['Body cannot be blank'] });
  checkText({ body }, 'IssueComment');
  const comment: Comment = {
    id: world.nextId(),
    issue: issue.number,
    user: by.login,
    body,
    created_at: world.now(),
    updated_at: world.now(),
  };
  world.comments.push(comment);
  const payload = { issue: showIssue(world, issue), comment: showComment(world, comment) };
  world.events.tell({ event: 'issue_comment', action: 'created', payload, by });
  return comment;
}

/** Tells what it was before, as GitHub does. */
export function editComment(
  world: World,
  { comment, body, by }: { comment: Comment; body: string; by: Pick<Caller, 'kind' | 'login'> },
): void {
  checkText({ body }, 'IssueComment');
  const from = comment.body;
  comment.body = body;
  comment.updated_at = world.now();
  const issue = found(world.issues.find(({ number }) => number === comment.issue));
  const payload = {
    issue: showIssue(world, issue),
    comment: showComment(world, comment),
    changes: { body: { from } },
  };
  world.events.tell({ event: 'issue_comment', action: 'edited', payload, by });
}

function removeComment(asked: Asked): Answer {
  const comment = commentIn(asked);
  checkOwn(asked, comment);
  asked.world.comments.splice(asked.world.comments.indexOf(comment), 1);
  return nothing;
}

function showComment(world: World, comment: Comment): object {
  const { issue, user, ...rest } = comment;
  return {
    ...rest,
    node_id: `IC_${comment.id}`,
    url: apiUrl(world, `/issues/comments/${comment.id}`),
    html_url: pageUrl(world, `/issues/${issue}#issuecomment-${comment.id}`),
    issue_url: apiUrl(world, `/issues/${issue}`),
    user: showUser(world, user),
    author_association: roleOf(world, user) === 'admin' ? 'OWNER' : 'CONTRIBUTOR',
  };
}
