import type { Annotation } from './workflow-commands.ts';
import type { JobHandle, ServerPort } from './server-port.ts';

/** What a third-party action's stand-in is given. */
export interface StandInCall {
  /** `owner/name`, or `owner/name/path`. */
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly workspace: string;
  readonly temporary: string;
  /** Folder of the repository that the world runs. */
  readonly repository: string;
  readonly github: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly job: JobHandle;
  readonly server: ServerPort;
  readonly log: (line: string) => void;
  readonly annotate: (level: Annotation['level'], message: string) => void;
  readonly summarize: (text: string) => void;
}

/** Gives outputs; throws where the action would fail. */
export type StandIn = (call: StandInCall) => Promise<Readonly<Record<string, string>>>;
