const FAILS_ALWAYS = [
  'crashes-at-boot',
  'never-ready',
  'impostor',
  'one-worker-unready',
  'one-worker-impostor',
  'smoke-fails',
  'fails-when-current',
  'slow-when-current',
] as const;

/** How a release behaves. All but the first are at fault themselves. */
export const BEHAVIOURS = [
  'good',
  ...FAILS_ALWAYS,
  'dies-after-a-while',
  'hangs-after-a-while',
  'ignores-sigterm',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** Whenever they are looked at. */
export const ALWAYS_FAILS: ReadonlySet<Behaviour> = new Set<Behaviour>(FAILS_ALWAYS);

export interface ReleasePlan {
  readonly behaviour: Behaviour;
  readonly workers: number;
  /** The schema version that it leads to. */
  readonly migrations: number;
  /**
   * What it makes of the one migration that takes something away: `unaware` reads what that one takes, `tolerates` no
   * longer does, and `carries` brings it.
   */
  readonly contract: 'unaware' | 'tolerates' | 'carries';
  readonly hasMetrics: boolean;
}

export const COMMANDS = ['deploy', 'rollback', 'resume', 'stop', 'clear', 'restore', 'rehearse'] as const;

export const CONFIRMATIONS = ['given', 'never', 'late', 'twice', 'for-another', 'gone'] as const;
export type Confirmation = (typeof CONFIRMATIONS)[number];

/** What somebody asks of one host. */
export interface Command {
  /** Names it in faults, and its generator: it stays when others are taken away. */
  readonly id: number;
  readonly host: number;
  /** `resume` is what a boot runs too; `rehearse` goes back from what serves to the release, and forth again. */
  readonly kind: (typeof COMMANDS)[number];
  /** Of the schedule's releases, where the command names one. */
  readonly release: number;
  /** Which of two configurations. */
  readonly configuration: number;
  readonly confirmation: Confirmation;
  readonly lock: 'refuse' | 'queue';
  /** Milliseconds after the command before it began; `undefined`: when that has ended. */
  readonly withTheLast: number | undefined;
}

export const DISK_ERRORS = ['ENOSPC', 'EIO', 'EROFS', 'EMFILE'] as const;
export const VICTIMS = [
  'live',
  'candidate',
  'keeper-of-live',
  'keeper-of-candidate',
  'front',
  'keeper-of-front',
] as const;
export type Victim = (typeof VICTIMS)[number];

export type Trouble =
  | { readonly kind: 'kill'; readonly when: 'before' | 'after' }
  | { readonly kind: 'pause'; readonly forMs: number }
  | { readonly kind: 'power-cut' }
  | { readonly kind: 'disk'; readonly code: (typeof DISK_ERRORS)[number]; readonly operations: number }
  | { readonly kind: 'database-down'; readonly forMs: number }
  | { readonly kind: 'outgrown' }
  | { readonly kind: 'clock'; readonly byMs: number }
  | { readonly kind: 'process-dies'; readonly victim: Victim }
  | { readonly kind: 'network'; readonly how: 'drop' | 'delay' | 'double'; readonly forMs: number };

/** The program of the command with that id; or the first that a boot, or a confirmation, starts on a host. */
export type FaultyProgram = number | 'boot' | 'confirmation';

/** Happens when the program comes to its n-th operation, counted from 1. */
export type Fault = Trouble & { readonly command: FaultyProgram; readonly operation: number };

/** All that a run is made of, but for what is drawn on the way: that comes from the seed. */
export interface Schedule {
  readonly seed: string;
  readonly hosts: number;
  readonly releases: readonly ReleasePlan[];
  readonly commands: readonly Command[];
  readonly faults: readonly Fault[];
}
