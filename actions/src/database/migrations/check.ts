import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MIGRATION_CLASSES, type MigrationClass } from '../../artifact/manifest.ts';
import { declaredClass } from '../../artifact/migrations.ts';
import { messageOf, UserError } from '../../errors.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { classifyStatements, type Reason } from './classify/classify-sql.ts';
import { isWeaker } from './classify/judgement.ts';
import { parseStatements } from './classify/statements.ts';
import { runsOutsideTransaction, upPart } from './migration-sql.ts';
import { transactionFaults } from './transaction-faults.ts';

/**
 * What is wrong with a folder's migrations, all of it: a class that is missing or weaker than what the SQL does, SQL
 * that PostgreSQL can't read or can't run in the runner's transaction. For packaging; hosts only run migrations.
 */
export async function checkMigrations({ folder }: { folder: string }): Promise<readonly Finding[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const findings = await Promise.all(
    names.map(async (name) => checkFile(name, await readFile(join(folder, name), 'utf8'))),
  );
  return findings.flat();
}

async function checkFile(name: string, content: string): Promise<readonly Finding[]> {
  const declared = declaredClass(content);
  const missing = declared === undefined ? [classMissing(name)] : [];
  const { sql, firstLine } = upPart(content);
  function place(line: number): string {
    return `${name}:${firstLine + line - 1}`;
  }
  try {
    const statements = await parseStatements(sql, place);
    const faults = transactionFaults(statements, { outside: runsOutsideTransaction(content), place });
    const weaker = classifyStatements(statements)
      .reasons.filter((reason) => declared !== undefined && isWeaker(declared, reason.class))
      .map((reason) => classWeaker({ declared, reason, place: place(reason.line) }));
    return [...missing, ...faults, ...weaker];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [...missing, { code: error.code, message: messageOf(error), remedy: error.remedy, place: name }];
  }
}

function classMissing(name: string): Finding {
  return {
    code: 'migration-class-missing',
    message: `Expected the first line of ${name} to declare its class.`,
    remedy: `Begin it with “-- class: ”, followed by one of ${MIGRATION_CLASSES.join(', ')}.`,
    place: `${name}:1`,
  };
}

function classWeaker(found: {
  declared: MigrationClass | undefined;
  reason: Reason;
  place: string;
}): Finding {
  const { declared = 'none', reason, place } = found;
  return {
    code: 'migration-class-weaker',
    message: `${place} is ${reason.class}, the file declares ${declared}: ${reason.why}. ${reason.statement}`,
    remedy: `Declare “-- class: ${reason.class}”, or do it in a migration of its own once no release needs it.`,
    place,
  };
}
