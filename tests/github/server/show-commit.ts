import type { GitCommit, GitFile } from './git-store.ts';
import { apiUrl, pageUrl, showUser, type World } from './world.ts';

export function showGitCommit(world: World, commit: GitCommit): object {
  const { sha, tree, parents, message, author } = commit;
  return {
    sha,
    node_id: `C_${sha}`,
    url: apiUrl(world, `/git/commits/${sha}`),
    html_url: pageUrl(world, `/commit/${sha}`),
    author,
    committer: author,
    message,
    tree: { sha: tree, url: apiUrl(world, `/git/trees/${tree}`) },
    parents: parents.map((parent) => ({
      sha: parent,
      url: apiUrl(world, `/git/commits/${parent}`),
      html_url: pageUrl(world, `/commit/${parent}`),
    })),
  };
}

export function showCommit(world: World, commit: GitCommit): object {
  const { sha, tree, parents, message, author } = commit;
  // Whose name in git is a login here is that person.
  const person = world.users.has(author.name) ? showUser(world, author.name) : null;
  return {
    sha,
    node_id: `C_${sha}`,
    url: apiUrl(world, `/commits/${sha}`),
    html_url: pageUrl(world, `/commit/${sha}`),
    comments_url: apiUrl(world, `/commits/${sha}/comments`),
    commit: {
      message,
      author,
      committer: author,
      url: apiUrl(world, `/git/commits/${sha}`),
      comment_count: 0,
      tree: { sha: tree, url: apiUrl(world, `/git/trees/${tree}`) },
    },
    author: person,
    committer: person,
    parents: parents.map((parent) => ({ sha: parent, url: apiUrl(world, `/commits/${parent}`) })),
  };
}

export function showFile(world: World, { file, sha }: { file: GitFile; sha: string }): object {
  const { path, status, patch } = file;
  return {
    sha: null,
    filename: path,
    status,
    additions: 1,
    deletions: 0,
    changes: 1,
    blob_url: pageUrl(world, `/blob/${sha}/${path}`),
    raw_url: pageUrl(world, `/raw/${sha}/${path}`),
    contents_url: apiUrl(world, `/contents/${path}?ref=${sha}`),
    ...(patch === undefined ? {} : { patch }),
  };
}
