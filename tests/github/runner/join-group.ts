import type { Groups } from './concurrency.ts';
import { plainOf } from './evaluate.ts';
import { fieldsOf, textOf, type Plain, type Value } from './value.ts';

export interface GroupWish {
  readonly groups: Groups;
  /** `concurrency:`, as in the file. */
  readonly value: Value | undefined;
  readonly contexts: Readonly<Record<string, Plain>>;
  readonly member: object;
  readonly ancestors: readonly object[];
  readonly ready: Promise<unknown>;
  readonly signal: AbortSignal;
  readonly onCancel: (reason: string) => void;
}

export type Joined =
  { readonly kind: 'admitted'; readonly leave: () => void } | { readonly kind: 'cancelled' };

/** Waits for its turn. Where nothing asks for a group there is nothing to wait for. */
export async function joinGroup({ groups, value, contexts, signal, ...wish }: GroupWish): Promise<Joined> {
  const plain = plainOf(value, { contexts });
  const fields = fieldsOf(plain);
  const group = typeof plain === 'string' ? plain : textOf(fields['group'] as Plain | undefined);
  if (group === '') return { kind: 'admitted', leave: () => undefined };
  const leave = (): void => {
    groups.leave(group, wish.member);
  };
  const joined = groups.join({
    ...wish,
    group,
    queue: fields['queue'] === 'max' ? 'max' : 'single',
    cancelInProgress: fields['cancel-in-progress'] === true,
  });
  const how = await Promise.race([joined, abortOf(signal)]);
  if (how === 'admitted') return { kind: 'admitted', leave };
  leave();
  return { kind: 'cancelled' };
}

export function abortOf(signal: AbortSignal): Promise<'cancelled'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('cancelled');
    signal.addEventListener(
      'abort',
      () => {
        resolve('cancelled');
      },
      { once: true },
    );
  });
}
