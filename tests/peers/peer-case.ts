import type { Service } from './loopback.ts';

/** A row of the catalogue of wrong verdicts, and who is run on its defect. */
export interface Row {
  /** The letter of its gate and a number: `C4`. */
  readonly row: string;
  /** What is wrong, as a clause. */
  readonly trigger: string;
  readonly peers: readonly (PeerCase | AbsentPeer)[];
}

/** A peer whose verdict of the row’s defect is measured. */
export interface PeerCase {
  /** A package of `package.json` here. */
  readonly peer: string;
  /** Where one peer is run on several kinds of the defect: this kind. */
  readonly trigger?: string;
  readonly call: Call;
  /** What differs where the defect is taken away: there the peer has to end the other way, or it didn’t look at all. */
  readonly contrast: Partial<Call>;
  /** Finds what it said in what it printed: the first group, or all of it. */
  readonly said: RegExp;
}

/** A peer that npm doesn’t have. */
export interface AbsentPeer {
  readonly peer: string;
  /** What it is instead: `a GitHub action`. */
  readonly where: string;
}

export interface Call {
  /** Of an otherwise empty folder: path → text. */
  readonly files: Readonly<Record<string, string>>;
  /** A program of a package, or `node`, and what it is given. `{drivers}` stands for the folder of the drivers. */
  readonly command: readonly [string, ...string[]];
  readonly variables?: Readonly<Record<string, string>>;
  /** What answers on loopback for registries and APIs; without one nothing does. */
  readonly service?: Service;
}
