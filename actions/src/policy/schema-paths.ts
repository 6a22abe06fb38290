import { z } from 'zod';
import type { Path } from './mistake.ts';
import { policySchema } from './schema.ts';

/** The keys that the policy knows at a path. */
export function keysAt(path: Path): string[] {
  return Object.keys(schemaAt(path)?.properties ?? {});
}

/** What the policy's schema says a value is for. */
export function describedAt(path: Path): string | undefined {
  return schemaAt(path)?.description;
}

type Schema = z.core.JSONSchema.BaseSchema;

function schemaAt(path: Path): Schema | undefined {
  let schema: unknown = z.toJSONSchema(policySchema, { io: 'input' });
  for (const part of path) {
    if (!isSchema(schema)) return undefined;
    schema = typeof part === 'number' ? schema.items : schema.properties?.[String(part)];
  }
  return isSchema(schema) ? schema : undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
