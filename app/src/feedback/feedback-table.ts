import type { Database } from '../database/database.ts';

export interface StoredFeedback {
  readonly id: string;
  readonly rating: number;
  readonly comment: string | null;
  readonly createdAt: string;
}

export async function storeFeedback(
  database: Database,
  feedback: { readonly rating: number; readonly comment: string | null },
): Promise<StoredFeedback> {
  const [row] = await database.query<{ id: string; created_at: Date }>(
    'INSERT INTO feedback (rating, comment) VALUES ($1, $2) RETURNING id, created_at',
    [feedback.rating, feedback.comment],
  );
  if (row === undefined) throw new Error('The insert returned no row');
  return { id: row.id, ...feedback, createdAt: row.created_at.toISOString() };
}

/** `averageRating` has two decimals and is `null` without feedback. */
export async function summarizeFeedback(
  database: Database,
): Promise<{ readonly count: number; readonly averageRating: number | null }> {
  const [row] = await database.query<{ count: string; average: string | null }>(
    'SELECT count(*) AS count, round(avg(rating), 2) AS average FROM feedback',
  );
  const average = row?.average ?? null;
  return { count: Number(row?.count ?? 0), averageRating: average === null ? null : Number(average) };
}
