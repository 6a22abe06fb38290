/**
 * One in progress and one pending a group; `queue: max` keeps a hundred. Names are the same whatever their case.
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
 */
export interface Groups {
  join(wish: JoinWish): Promise<'admitted' | 'cancelled'>;
  leave(group: string, member: object): void;
}

export interface JoinWish {
  readonly group: string;
  readonly queue: 'single' | 'max';
  readonly cancelInProgress: boolean;
  readonly member: object;
  /** What it is part of: waiting for that would be for ever. */
  readonly ancestors: readonly object[];
  /** Nobody else may begin before it once it has come to the group; itself it begins only then. */
  readonly ready: Promise<unknown>;
  readonly onCancel: (reason: string) => void;
}

interface Waiting extends JoinWish {
  isReady: boolean;
  readonly settle: (how: 'admitted' | 'cancelled') => void;
}

interface Group {
  holder: JoinWish | undefined;
  waiting: Waiting[];
}

const MOST_WAITING = 100;

export function newGroups(): Groups {
  const groups = new Map<string, Group>();
  return {
    join: (wish) => join(groupNamed(groups, wish.group), wish),
    leave(name, member) {
      const group = groupNamed(groups, name);
      drop(group, member);
      if (group.holder?.member !== member) return;
      group.holder = undefined;
      admitNext(group);
    },
  };
}

function groupNamed(groups: Map<string, Group>, name: string): Group {
  const key = name.toLowerCase();
  const group = groups.get(key) ?? { holder: undefined, waiting: [] };
  groups.set(key, group);
  return group;
}

async function join(group: Group, wish: JoinWish): Promise<'admitted' | 'cancelled'> {
  if (group.holder !== undefined && wish.ancestors.includes(group.holder.member)) {
    if (wish.cancelInProgress) group.holder.onCancel(higherPriority(wish));
    // https://github.com/orgs/community/discussions/30708
    wish.onCancel(`Canceling since a deadlock was detected for concurrency group: '${wish.group}'`);
    return 'cancelled';
  }
  if (wish.queue === 'single')
    for (const each of [...group.waiting]) refuse(group, each, higherPriority(wish));
  if (wish.cancelInProgress) group.holder?.onCancel(higherPriority(wish));
  if (group.waiting.length >= MOST_WAITING) {
    wish.onCancel(`Canceling since the queue of '${wish.group}' is full`);
    return 'cancelled';
  }
  return await new Promise((settle) => {
    const waiting: Waiting = { ...wish, isReady: false, settle };
    group.waiting.push(waiting);
    void wish.ready.then(() => {
      // First come is whoever began to wait for the group itself.
      if (!drop(group, wish.member)) return;
      waiting.isReady = true;
      group.waiting.push(waiting);
      admitNext(group);
    });
  });
}

function higherPriority({ group }: JoinWish): string {
  return `Canceling since a higher priority waiting request for '${group}' exists`;
}

function refuse(group: Group, waiting: Waiting, reason: string): void {
  drop(group, waiting.member);
  waiting.onCancel(reason);
  waiting.settle('cancelled');
}

function drop(group: Group, member: object): boolean {
  const found = group.waiting.find((each) => each.member === member);
  if (found === undefined) return false;
  group.waiting.splice(group.waiting.indexOf(found), 1);
  return true;
}

function admitNext(group: Group): void {
  if (group.holder !== undefined) return;
  const next = group.waiting.find(({ isReady }) => isReady);
  if (next === undefined) return;
  drop(group, next.member);
  group.holder = next;
  next.settle('admitted');
}
