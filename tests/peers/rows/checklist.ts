import type { AbsentPeer, Row } from '../peer-case.ts';

const PR_TASKS = { peer: 'pr-tasks-completed-action', where: 'a GitHub action' };
const REQUIRE_CHECKLIST = { peer: 'require-checklist-action', where: 'a GitHub action' };
const TASK_LIST = { peer: 'github-task-list-completed', where: 'a GitHub App' };
const ALL: readonly AbsentPeer[] = [PR_TASKS, REQUIRE_CHECKLIST, TASK_LIST];

export const CHECKLIST_ROWS: readonly Row[] = [
  { row: 'K1', trigger: 'the checklist was deleted', peers: [PR_TASKS, REQUIRE_CHECKLIST] },
  { row: 'K2', trigger: 'open items that begin with *, + or a number', peers: [PR_TASKS] },
  { row: 'K3', trigger: 'an open item that is half struck out', peers: [REQUIRE_CHECKLIST] },
  { row: 'K4', trigger: 'the checklist is in a late comment', peers: [REQUIRE_CHECKLIST, TASK_LIST] },
  { row: 'K5', trigger: 'items in code or in a quoted example', peers: ALL },
  { row: 'K6', trigger: 'commits after the tick', peers: ALL },
  { row: 'K7', trigger: 'the author ticks what a second person must', peers: ALL },
  { row: 'K8', trigger: 'the description was edited after the event', peers: [PR_TASKS, REQUIRE_CHECKLIST] },
  { row: 'K9', trigger: 'a merge queue', peers: [TASK_LIST] },
  {
    row: 'K10',
    trigger: 'the gate’s job was skipped',
    peers: [{ peer: 'required checks', where: 'GitHub itself' }],
  },
  {
    row: 'K11',
    trigger: 'no attestation at all',
    peers: [{ peer: 'conforma', where: 'a Go program' }],
  },
  {
    row: 'K12',
    trigger: 'an attestation, but not the one that is demanded',
    peers: [{ peer: 'gates that verify any attestation', where: 'a habit of many workflows' }],
  },
];
