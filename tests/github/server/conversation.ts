import { addPull, type PullWish } from './pulls.ts';
import { addComment, editComment } from './routes/comments.ts';
import { mergePull } from './routes/merges.ts';
import { showWhole } from './routes/pulls.ts';
import type { Issue, Pull } from './things.ts';
import type { Caller } from './tokens.ts';
import type { World } from './world.ts';

/** What people do in the web page. */
export interface Conversation {
  /** An open pull request, by whoever `by` is. Gives its number. */
  addPull(wish: PullWish & { readonly by: string }): Promise<number>;
  /** A person merges it. Gives the merge commit’s hash. */
  mergePull(number: number, by: string): Promise<string>;
  addComment(issue: number, wish: { body: string; by: string }): number;
  editComment(id: number, wish: { body: string; by: string }): void;
}

export function conversation(world: World): Conversation {
  return {
    async addPull({ by, ...wish }) {
      const issue = addPull(world, { wish, by: person(by) });
      const { number } = issue;
      const payload = { number, pull_request: await showWhole(world, issue) };
      world.events.tell({ event: 'pull_request', action: 'opened', payload, by: person(by) });
      return number;
    },
    mergePull: (number, by) => mergePull(world, { issue: pullNumbered(world, number), by: person(by) }),
    addComment(number, { body, by }) {
      const issue = world.issues.find((each) => each.number === number);
      if (issue === undefined) throw new Error(`There is no issue ${number}.`);
      return addComment(world, { issue, body, by: person(by) }).id;
    },
    editComment(id, { body, by }) {
      const comment = world.comments.find((each) => each.id === id);
      if (comment === undefined) throw new Error(`There is no comment ${id}.`);
      editComment(world, { comment, body, by: person(by) });
    },
  };
}

function person(login: string): Caller {
  return { kind: 'person', login, permissions: undefined };
}

function pullNumbered(world: World, number: number): Issue & { pull: Pull } {
  const issue = world.issues.find((each) => each.number === number);
  if (issue?.pull === undefined) throw new Error(`There is no pull request ${number}.`);
  return issue as Issue & { pull: Pull };
}
