import type { Field } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { datasets } from '../datasets/datasets.ts';
import { columnsOfKey, textOf } from '../normalise/derived-columns.ts';
import { isElement } from '../normalise/envelope.ts';
import { OPEN_BRACE } from '../normalise/json-bytes.ts';
import { BEHIND_BYTES, type MovedField, type RecordEditor } from '../normalise/record-editor.ts';
import { sharedEditor } from '../normalise/shared-editor.ts';
import type { ByteRange } from './byte-range.ts';
import type { Contact } from './findings.ts';

/** A complete record within other JSON or text: `{"Records":[{…},{…}]}`. */
export interface InnerRecord {
  /** The record's place, `[from, to)`, in the bytes around it. */
  readonly from: number;
  readonly to: number;
  /** The record edited into a line, and the fields that were moved out of their columns. */
  readonly edited: Buffer;
  readonly moved: readonly MovedField[];
  readonly contact: Omit<Contact, 'mentions'>;
}

/** Finds the records within bytes that are no record themselves, however deeply nested. */
export function innerRecords(dataset: Dataset, bytes: Buffer, sourceKey: string): InnerRecord[] {
  if (!bytes.includes(OPEN_BRACE)) return [];
  const source = Buffer.concat([bytes, Buffer.alloc(BEHIND_BYTES)]);
  const target = Buffer.from(source);
  const editor = sharedEditor(dataset);
  const records: InnerRecord[] = [];
  for (let at = bytes.indexOf(OPEN_BRACE); at >= 0; ) {
    const isRecord = editor.edit(source, target, at, bytes.length) === 'record';
    const to = isRecord ? editor.end : at + 1;
    if (isRecord) {
      const edited = target.subarray(at, to);
      const contact = contactOf(dataset, editor, sourceKey);
      records.push({ from: at, to, edited, moved: editor.moved, contact });
    } else source.copy(target, at, at, editor.end);
    at = bytes.indexOf(OPEN_BRACE, to);
  }
  return records;
}

/**
 * Finds the elements of envelopes within bytes that are no whole envelope, as where one breaks off. Each belongs to
 * somebody by itself, although nobody can say which row it would be.
 */
export function innerElements(dataset: Dataset, bytes: Buffer): ByteRange[] {
  const envelopes = datasets.flatMap(({ envelope }) => envelope ?? []);
  if (envelopes.length === 0 || !bytes.includes(OPEN_BRACE)) return [];
  const source = Buffer.concat([bytes, Buffer.alloc(BEHIND_BYTES)]);
  const target = Buffer.from(source);
  const editor = sharedEditor(dataset);
  const elements: ByteRange[] = [];
  for (let at = bytes.indexOf(OPEN_BRACE); at >= 0; ) {
    const isComplete = editor.edit(source, target, at, bytes.length) === 'lacking';
    const isOne = isComplete && envelopes.some((envelope) => isElement(envelope, source, at));
    const to = isOne ? editor.end : at + 1;
    if (to > at + 1) elements.push({ from: at, to });
    at = bytes.indexOf(OPEN_BRACE, to);
  }
  return elements;
}

/** The contact of the record that has just been read, in the raw object with this key. */
export function contactOf(
  dataset: Dataset,
  record: Pick<RecordEditor, 'textOf'>,
  sourceKey: string,
): Omit<Contact, 'mentions'> {
  const columns = columnsOfKey(dataset, sourceKey);
  const text = (field: Field) => textOf(columns, record, field);
  const contact = dataset.contact ? text(dataset.contact) : null;
  return {
    identity: contact === null ? dataset.identity.map((field) => text(field) ?? '') : [contact],
    day: (text(dataset.day) ?? '').slice(0, 10),
  };
}
