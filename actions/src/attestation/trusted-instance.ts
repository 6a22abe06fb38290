import type { TrustedRoot } from '@sigstore/protobuf-specs';
import type { VerifierOptions } from '@sigstore/verify';

/** One Sigstore that is believed. */
export interface TrustedInstance {
  readonly root: TrustedRoot;
  /** How many of each must hold. */
  readonly demands: VerifierOptions;
}
