/** Cumulative counts of a latency histogram: `counts[i]` requests took at most `bounds[i]` seconds; the last bound is Infinity. */
export interface Histogram {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/** What one route served since the observation began. */
export interface RouteTraffic {
  readonly requests: number;
  /** Answers of 500 and above. */
  readonly errors: number;
  readonly latency: Histogram;
}

/** What our own probes saw of one release since the watch began. A failed probe has no latency. */
export interface ProbeResults {
  readonly total: number;
  readonly failed: number;
  readonly latenciesMs: readonly number[];
}

export interface ReleaseObservation {
  readonly probes: ProbeResults;
  /** Traffic by route (method and pattern), from `/metrics`; `undefined` when the release gives no metrics. */
  readonly routes: ReadonlyMap<string, RouteTraffic> | undefined;
  /** Why metrics that the release does give could not be read. */
  readonly metricsProblem?: string;
}

export interface WatchObservation {
  readonly candidate: ReleaseObservation;
  /**
   * The release that served before: its probes during this watch, its traffic from before the switch.
   * `undefined` for a first release.
   */
  readonly baseline: ReleaseObservation | undefined;
  /** Set when the candidate died and was started again, or another release answers in its place. */
  readonly fault:
    | {
        readonly code: 'release-restarted' | 'identity-wrong' | 'release-unreachable';
        readonly message: string;
      }
    | undefined;
}
