/** The repository's releases: what is asked of them, and nothing more. Rejects with `UserError` github-refused or -unreachable. */
export interface Releases {
  /** The one whose tag it is; a draft has no tag yet. */
  published(tag: string): Promise<KeptRelease | undefined>;
  /** Drafts that would have the tag. */
  draftsOf(tag: string): Promise<readonly KeptRelease[]>;
  one(id: number): Promise<KeptRelease>;
  /** The full commit that the tag leads to. */
  commitOfTag(tag: string): Promise<string | undefined>;
  makeDraft(wish: DraftWish): Promise<KeptRelease>;
  /** Puts the file to a draft, once, and whole. */
  attach(release: KeptRelease, file: ReleaseFile): Promise<void>;
  publish(id: number): Promise<void>;
  remove(id: number): Promise<void>;
}

export interface KeptRelease {
  readonly id: number;
  readonly body: string;
  readonly url: string;
  readonly uploadUrl: string;
  /** Whether nobody can change its files and its tag any more. */
  readonly isImmutable: boolean;
  readonly assets: readonly ReleaseAsset[];
}

export interface ReleaseAsset {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  /** `sha256:…`; `null` where GitHub has none, or where the upload broke off. */
  readonly digest: string | null;
}

export interface DraftWish {
  readonly tag: string;
  readonly commit: string;
  readonly body: string;
  readonly isPrerelease: boolean;
  /** Tells a draft that was made, whose answer was lost, from others of the tag. */
  readonly isIt: (draft: KeptRelease) => boolean;
}

export interface ReleaseFile {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
  /** `sha256:…` */
  readonly digest: string;
}
