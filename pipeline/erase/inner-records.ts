import type { Dataset } from '../dataset.ts';
import { OPEN_BRACE } from '../normalise/json-bytes.ts';
import { type MovedField, RecordEditor } from '../normalise/record-editor.ts';
import type { Contact } from './find.ts';

/** What the editor looks at behind what it reads. */
const BEHIND_BYTES = 32;

/** A whole record within something else: `{"Records":[{…},{…}]}`. */
export interface InnerRecord {
  /** `[from, to)` of the bytes that it is in. */
  readonly from: number;
  readonly to: number;
  /** It, edited into a line, and what has left its column. */
  readonly edited: Buffer;
  readonly moved: readonly MovedField[];
  readonly contact: Omit<Contact, 'mentions'>;
}

/** Made once for a dataset, as it takes its time. */
const editors = new WeakMap<Dataset, RecordEditor>();

/** For reading that is done before anything else is read: it holds what was read last. */
export function sharedEditor(dataset: Dataset): RecordEditor {
  const editor = editors.get(dataset) ?? new RecordEditor(dataset);
  editors.set(dataset, editor);
  return editor;
}

/** The records in what is no record itself, however deep they are in it. */
export function innerRecords(dataset: Dataset, bytes: Buffer): InnerRecord[] {
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
      const contact = contactOf(dataset, editor);
      records.push({ from: at, to, edited, moved: editor.moved, contact });
    } else source.copy(target, at, at, editor.end);
    at = bytes.indexOf(OPEN_BRACE, to);
  }
  return records;
}

/** Whose record it is that has just been read. */
export function contactOf(
  dataset: Dataset,
  record: Pick<RecordEditor, 'textOf'>,
): Omit<Contact, 'mentions'> {
  return {
    identity: dataset.identity.map((field) => record.textOf(field)),
    day: record.textOf(dataset.day).slice(0, 10),
  };
}
