import { type Field, ownField, type ScalarKind } from '../column-types.ts';
import type { QuarantineEntry } from './normaliser.ts';

/** The name of the quarantine's table in every engine, as saved queries use it. */
export const QUARANTINE_TABLE = 'quarantine';

const KINDS: Readonly<Record<keyof QuarantineEntry, ScalarKind>> = {
  source_key: 'string',
  source_offset: 'bigint',
  length_bytes: 'bigint',
  reason: 'string',
  original: 'string',
  original_base64: 'string',
};

/** The table's columns, in their order. */
export const QUARANTINE_FIELDS: readonly Field[] = Object.entries(KINDS).map(([name, kind]) =>
  ownField(name, { kind }),
);
