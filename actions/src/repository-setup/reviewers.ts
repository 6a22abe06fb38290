/** Somebody who may approve, by name. */
export interface Reviewer {
  readonly type: 'User' | 'Team';
  /** A team’s organization. */
  readonly organization: string | null;
  /** Login, or the team’s slug. */
  readonly name: string;
}

const FORM = /^(?:@(?<organization>[\w-]+)\/)?(?<name>[\w.-]+)$/;
/** https://docs.github.com/en/rest/deployments/environments#create-or-update-an-environment */
export const MOST_REVIEWERS = 6;

/** `login`, or `@organization/team`; `undefined` for anything else. */
export function reviewerIn(text: string): Reviewer | undefined {
  const { organization, name } = FORM.exec(text.trim())?.groups ?? {};
  if (name === undefined) return undefined;
  return { type: organization === undefined ? 'User' : 'Team', organization: organization ?? null, name };
}

/** The same for the same reviewer: names have no case on GitHub, and a team’s organization is always the repository’s. */
export function reviewerKey({ type, name }: Pick<Reviewer, 'type' | 'name'>): string {
  return `${type === 'Team' ? 'team ' : ''}${name.toLowerCase()}`;
}
