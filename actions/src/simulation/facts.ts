import { instanceOf } from '../host/layout.ts';
import type { Served } from '../ledger/events.ts';
import type { Host } from './host/host.ts';
import type { Behaviour, ReleasePlan } from './schedule/schedule.ts';

/** What the world knows beside a host. */
export interface Facts {
  /** Deployments whose own confirmation was sent. */
  readonly confirmed: ReadonlySet<string>;
  readonly behaviourOf: (digest: string) => Behaviour | undefined;
  readonly behaviours: readonly Behaviour[];
  readonly workersOf: (digest: string) => number;
  /** What that instance makes of a migration that takes something away. */
  readonly contractOf: (instance: string) => ReleasePlan['contract'] | undefined;
}

/** The instance that runs it on that host. */
export function nameOf({ layout }: Pick<Host, 'layout'>, served: Served | undefined): string | undefined {
  return served === undefined ? undefined : instanceOf(layout, served).name;
}
