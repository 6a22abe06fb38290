import type { DecidedChecklist } from '../pre-deployment/decide.ts';
import type { EvidenceTarget } from '../pre-deployment/gate-evidence.ts';
import { TABLE_HEAD, tableRows } from '../pre-deployment/table.ts';
import type { Annotation } from '../runner/annotations.ts';
import type { GateReport } from '../runner/gate-action.ts';
import type { SummaryPart } from '../runner/summary.ts';
import type { Thread } from '../thread/gather-thread.ts';
import type { PutComment } from './put-comment.ts';

export function report(facts: {
  decided: DecidedChecklist;
  thread: Thread;
  comment: PutComment;
  /** The file of the verification summary. */
  summary: string;
  target: EvidenceTarget;
}): GateReport {
  const { decided, comment, summary, target } = facts;
  const { environment, configHash, replaces } = target;
  const notes = notesOn(facts);
  return {
    verdict: decided.verdict,
    parts: [
      { kind: 'table', head: TABLE_HEAD, rows: tableRows(decided.items), of: 'items' },
      ...notes.map((text): SummaryPart => ({ kind: 'text', text })),
    ],
    annotations: notes.map((message): Annotation => ({ kind: 'warning', message, title: 'checklist' })),
    // All that is demanded stands in the policy, whose hash the evidence has.
    settings: {},
    boundTo: { environment, configHash, replaces },
    outputs: {
      comment: comment.kind === 'not-written' ? '' : String(comment.id),
      'verification-summary': summary,
    },
  };
}

function notesOn({ thread, comment }: { thread: Thread; comment: PutComment }): string[] {
  if (thread.kind === 'unread') return [`The pull request’s ticks were not read: ${thread.why}`];
  const by = thread.alteredBy === '' ? 'by hand' : `by ${thread.alteredBy ?? ''}`;
  return [
    ...(thread.alteredBy === null ? [] : [`The record of ticks in the comment was changed ${by}.`]),
    ...(comment.kind === 'not-written' ? [`The comment could not be written: ${comment.why}`] : []),
  ];
}
