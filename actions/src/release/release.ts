/** A sha256 in 64 lower-case hexadecimal digits. */
export type Digest = string & { readonly __brand: 'Digest' };

export interface Release {
  /** `<version>-<commit7>-<digest8>` */
  readonly id: string;
  readonly version: string;
  /** Full commit, 40 hexadecimal digits; all zeros outside a git checkout. */
  readonly commit: string;
  readonly digest: Digest;
}

/** Accepts `sha256:` in front, as registries write it; `undefined` for anything that is not a sha256. */
export function parseDigest(text: string): Digest | undefined {
  const hex = text.startsWith('sha256:') ? text.slice('sha256:'.length) : text;
  return /^[0-9a-f]{64}$/.test(hex) ? (hex as Digest) : undefined;
}

export function releaseOf(facts: { version: string; commit: string; digest: Digest }): Release {
  const id = `${facts.version}-${facts.commit.slice(0, 7)}-${facts.digest.slice(0, 8)}`;
  return { id, version: facts.version, commit: facts.commit, digest: facts.digest };
}
