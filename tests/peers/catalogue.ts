import type { Row } from './peer-case.ts';
import { AUDIT_ROWS } from './rows/audit.ts';
import { CHECKLIST_ROWS } from './rows/checklist.ts';
import { CONFIG_ROWS } from './rows/config.ts';
import { COVERAGE_ROWS } from './rows/coverage.ts';

/** Every way in which a gate was seen to give the wrong verdict, gate by gate. */
export const CATALOGUE: readonly Row[] = [...COVERAGE_ROWS, ...AUDIT_ROWS, ...CONFIG_ROWS, ...CHECKLIST_ROWS];
