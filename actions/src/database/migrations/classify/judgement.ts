import { MIGRATION_CLASSES, type MigrationClass } from '../../../artifact/manifest.ts';

export interface Judgement {
  readonly class: MigrationClass;
  readonly why: string;
}

export function expand(why: string): Judgement {
  return { class: 'expand', why };
}

export function backfill(why: string): Judgement {
  return { class: 'backfill', why };
}

export function contract(why: string): Judgement {
  return { class: 'contract', why };
}

export function irreversible(why: string): Judgement {
  return { class: 'irreversible', why };
}

/** The strongest, the first of equals; `none` where there are none. */
export function strongest(judgements: readonly Judgement[], none: Judgement): Judgement {
  const [first = none, ...others] = judgements;
  return others.reduce((found, next) => (isWeaker(found.class, next.class) ? next : found), first);
}

/** In the order expand < backfill < contract < irreversible. */
export function isWeaker(one: MigrationClass, other: MigrationClass): boolean {
  return MIGRATION_CLASSES.indexOf(one) < MIGRATION_CLASSES.indexOf(other);
}
