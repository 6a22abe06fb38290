import type { Plant } from '../plant.ts';
import { AUDIT_ANSWER_PLANTS } from './dependency-audit-answers.ts';
import { AUDIT_EXCEPTION_PLANTS } from './dependency-audit-exceptions.ts';
import { AUDIT_LOCK_FILE_PLANTS } from './dependency-audit-lock-files.ts';
import { AUDIT_NEW_ONLY_PLANTS } from './dependency-audit-new-only.ts';

export const PLANTS_OF_DEPENDENCY_AUDIT: readonly Plant[] = [
  ...AUDIT_LOCK_FILE_PLANTS,
  ...AUDIT_ANSWER_PLANTS,
  ...AUDIT_EXCEPTION_PLANTS,
  ...AUDIT_NEW_ONLY_PLANTS,
];
