import { type Field, ownField, type ScalarKind } from '../column-types.ts';
import type { QuarantineEntry } from './normaliser.ts';

/** The table of what is no record, in every engine: the name that saved queries know. */
export const QUARANTINE_TABLE = 'quarantine';

const KINDS: Readonly<Record<keyof QuarantineEntry, ScalarKind>> = {
  source_key: 'string',
  source_offset: 'bigint',
  length_bytes: 'bigint',
  reason: 'string',
  original: 'string',
  original_base64: 'string',
};

/** Its columns, in their order. */
export const QUARANTINE_FIELDS: readonly Field[] = Object.entries(KINDS).map(([name, kind]) =>
  ownField(name, { kind }),
);
