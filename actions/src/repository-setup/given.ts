/** What a plan leaves open. */
export interface Given {
  /** Numbers of the reviewers that the plan names, by `reviewerKey`. */
  readonly reviewerIds: ReadonlyMap<string, number>;
  /** Values of the secrets that the plan names, by environment and name. */
  readonly secrets: ReadonlyMap<string, ReadonlyMap<string, string>>;
}
