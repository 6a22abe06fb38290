import type { Node, ParseResult, SqlError } from 'libpg-query';
import { UserError } from '../../../errors.ts';

export interface Statement {
  readonly node: Node;
  /** Without the comments before it. */
  readonly text: string;
  /** In the text that was parsed, from 1. */
  readonly line: number;
}

/**
 * The statements of a piece of SQL, as PostgreSQL's own parser reads them. Fails with `migration-invalid` for what it
 * can't parse; `place` names a line of that piece for the message.
 */
export async function parseStatements(
  sql: string,
  place: (line: number) => string,
): Promise<readonly Statement[]> {
  const parsed = await parseOrExplain(sql, place);
  // Positions count bytes, not characters.
  const bytes = Buffer.from(sql);
  return (parsed.stmts ?? []).flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    if (stmt === undefined) return [];
    const raw = bytes.subarray(start, length === undefined ? undefined : start + length).toString('utf8');
    const lead = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(raw)?.[0] ?? '';
    const line = linesIn(bytes.subarray(0, start).toString('utf8') + lead);
    return [{ node: stmt, text: raw.slice(lead.length).trim(), line }];
  });
}

async function parseOrExplain(sql: string, place: (line: number) => string): Promise<ParseResult> {
  // The parser refuses an empty text; a migration may well be one that only comments.
  if (sql.trim() === '') return { version: 0, stmts: [] };
  // Where there is no SQL, its WebAssembly need not be there: a released action has none.
  const { parse, hasSqlDetails } = await import('libpg-query');
  try {
    return await parse(sql);
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    throw new UserError({
      code: 'migration-invalid',
      message: `${place(lineOf(sql, error))}: PostgreSQL can’t read this: ${error.message}.`,
      remedy: 'Correct the SQL; psql’s own commands (\\i, \\copy) are not SQL.',
      cause: error,
    });
  }
}

function lineOf(sql: string, error: SqlError): number {
  return linesIn(sql.slice(0, error.sqlDetails?.cursorPosition ?? 0));
}

function linesIn(text: string): number {
  return text.split('\n').length;
}
