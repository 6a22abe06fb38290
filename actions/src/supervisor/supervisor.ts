import type { ProcessIdentity } from '../ports/processes.ts';

/** A program that shall go on running until it is told to stop. */
export interface Service {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** Never secret; secrets come from `configFile`. */
  readonly env: Readonly<Record<string, string>>;
  /** `.env` format, mode 0600; read anew at each start. */
  readonly configFile?: string | undefined;
  readonly logFile: string;
  /** After SIGTERM, how long until SIGKILL. */
  readonly stopWithinMs: number;
}

export interface ServiceStatus {
  readonly isRunning: boolean;
  /** How often it was started since `start` was first called: more than before means that it died. */
  readonly starts: number;
  readonly process: ProcessIdentity | undefined;
}

/**
 * What keeps releases running: `child` here; PM2 and systemd have the same three verbs. Its word that a program runs is
 * no proof of anything: only the program's own answers are.
 */
export interface Supervisor {
  /** Starts the service unless it runs already. Resolves once the program was started, not when it is ready. */
  start(service: Service): Promise<void>;
  /** SIGTERM, then SIGKILL to all of its processes. Resolves when none is left. */
  stop(name: string): Promise<void>;
  status(name: string): Promise<ServiceStatus>;
  /** The names of all that it was told to keep running. */
  list(): Promise<readonly string[]>;
}
