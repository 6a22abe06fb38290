import type { Correction } from '../deployment-record/reconcile.ts';
import type { Payload } from '../deployment-record/payload.ts';
import type { RecordedState } from '../deployment-record/recorded-state.ts';
import type { Observation } from '../host-program/protocol.ts';
import type { Served } from '../ledger/events.ts';
import type { Finding } from '../verdict/verdict.ts';
import { judged, type Watched } from './watched.ts';

type Observed = Pick<Observation, 'live' | 'isHealthy'>;

export interface RecordFacts {
  readonly environment: string;
  /** What GitHub’s record said when the watch began. */
  readonly recorded: RecordedState;
  /** What it lacked. */
  readonly corrections: readonly Correction[];
  /** What a host that outlives its jobs says of itself. */
  readonly observed: Observed | undefined;
  /** What is wrong with the files that serve. */
  readonly damages: readonly string[];
  /** Of a host that is made anew: whether what serves can’t be fetched any more. */
  readonly isLost: boolean;
}

/** Whether an environment is as GitHub’s record says: the release, its configuration, its files, and that it answers. */
export function judgeRecord({
  environment,
  recorded,
  corrections,
  observed,
  damages,
  isLost,
}: RecordFacts): Watched {
  const about = { subject: 'record', environment };
  if (recorded.known.length === 0 && (observed?.live ?? null) === null)
    return { ...about, kind: 'nothing', seen: 'Nothing was ever deployed here.', findings: [] };
  const live = recorded.live?.payload.release ?? 'nothing';
  return judged({ ...about, seen: `${live} serves, as the record says.` }, [
    ...corrections.map(lacking),
    ...(observed === undefined ? several(recorded) : differing({ recorded, corrections, observed })),
    ...(isLost ? [lost(live)] : []),
    ...damages.map((damage) => ({
      code: 'release-damaged' as const,
      message: `The files that serve are not the release’s: ${damage}.`,
      remedy: 'Find out who changed them. Roll back; or, on the server, deploy with --forward-only.',
    })),
  ]);
}

function lost(live: string): Finding {
  return {
    code: 'artifact-expired',
    message: `The artifact of ${live}, which serves, is in no run and in no GitHub release any more.`,
    remedy: 'Ship a new release: without it no job can bring this one back.',
  };
}

function lacking(correction: Correction): Finding {
  const what =
    correction.kind === 'end'
      ? `how deployment ${correction.id} ended`
      : `the ${correction.task} of ${correction.payload.release}`;
  return {
    code: 'record-differs',
    message: `The record lacked ${what}: ${correction.end.outcome} (${correction.end.reasonCode}).`,
    remedy:
      'It is written down now. Where no run was interrupted and GitHub was not out of order, somebody changed the environment by hand.',
  };
}

/** What is left to differ once all that the ledger knows is written down. */
function differing({
  recorded,
  corrections,
  observed,
}: Pick<RecordFacts, 'recorded' | 'corrections'> & { readonly observed: Observed }): Finding[] {
  return [
    ...(observed.live === null || observed.isHealthy ? [] : [unhealthy(observed.live.release.id)]),
    ...(corrections.length > 0 ? [] : otherThan(recorded.live?.payload, observed.live)),
  ];
}

function unhealthy(id: string): Finding {
  return {
    code: 'live-unhealthy',
    message: `${id}, which is live, does not answer as it must.`,
    remedy: 'Look at its log; roll back, or ship a corrected release.',
  };
}

function otherThan(recorded: Payload | undefined, live: Served | null): Finding[] {
  if (live?.release.digest === recorded?.digest && live?.configHash === recorded?.configHash) return [];
  const found = live?.release.id ?? 'nothing';
  const wanted = recorded?.release ?? 'nothing';
  return [
    {
      code: 'record-differs',
      message:
        found === wanted
          ? `The record says that ${wanted} serves with another configuration than it does.`
          : `The record says that ${wanted} serves; the host serves ${found}.`,
      remedy: 'Deploy the release that is meant to serve: that puts both right.',
    },
  ];
}

/** One at most serves: others should have become inactive. */
function several({ known }: RecordedState): Finding[] {
  const serving = known.filter(({ statuses }) => statuses[0]?.state === 'success');
  if (serving.length <= 1) return [];
  return [
    {
      code: 'record-differs',
      message: `The record says that deployments ${serving.map(({ id }) => id).join(', ')} serve, of which only one can.`,
      remedy: 'The next deployment that serves makes the older ones inactive.',
    },
  ];
}
