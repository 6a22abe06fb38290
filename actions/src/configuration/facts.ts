import type { ConfigurationContract } from '../artifact/manifest.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { Configuration } from './environment-file.ts';
import type { ShownConfiguration } from './parity/fingerprint-file.ts';

export type ContractVariable = ConfigurationContract['variables'][number];

/** What is demanded beside what the contract demands. */
export interface ConfigDemands {
  /** The fewest characters of a secret. */
  readonly leastSecretLength: number;
  /** Variables that something beside the application reads: they need not be in its contract. */
  readonly alsoRead: readonly string[];
  /** Variables that one of two mirrored environments may have alone. */
  readonly mayDiffer: readonly string[];
  /** Variables whose address may be inside the network in production. */
  readonly mayBePrivate: readonly string[];
  /** Whether a variable that nobody reads is refused, or noted. */
  readonly unknownVariables: 'note' | 'refuse';
}

/** The environment that this one mirrors, and this one, under one salt. */
export interface Mirrored {
  readonly other: ShownConfiguration;
  readonly own: ShownConfiguration;
}

/** Everything that the verdict on a configuration is made from. */
export interface ConfigurationFacts {
  readonly environment: string;
  /** The NODE_ENV that the environment must have. */
  readonly nodeEnv: string;
  /** As given: a blank value is a missing one. */
  readonly configuration: Configuration;
  /** Variables that were asked for by name: each must have a value. */
  readonly named: readonly string[];
  /** Those of them that were given as secrets. */
  readonly secrets: readonly string[];
  readonly contract: readonly ContractVariable[];
  /** What the contract itself refuses. */
  readonly refused: readonly Finding[];
  /** The values of the example file. */
  readonly example: Configuration;
  /** `undefined` where nothing is mirrored; a finding where it should be and can’t be compared. */
  readonly mirrored: Mirrored | Finding | undefined;
  /** What was found in other places than the values: the files, the code, the running process. */
  readonly elsewhere: readonly Finding[];
  readonly demands: ConfigDemands;
}

export const DEFAULT_DEMANDS: ConfigDemands = {
  // 16 characters of base64 are 96 bits; the shortest keys that providers issue are longer.
  leastSecretLength: 16,
  alsoRead: [],
  mayDiffer: [],
  mayBePrivate: [],
  unknownVariables: 'note',
};
