import type { Dataset } from '../dataset.ts';
import { OPEN_BRACE } from '../normalise/json-bytes.ts';
import { RecordEditor } from '../normalise/record-editor.ts';
import type { Contact } from './find.ts';

/** What the editor looks at behind what it reads. */
const BEHIND_BYTES = 32;

/** A whole record within something else: `{"Records":[{…},{…}]}`. */
export interface InnerRecord {
  /** `[from, to)` of the bytes that it is in. */
  readonly from: number;
  readonly to: number;
  readonly contact: Contact;
}

/** Made once for a dataset, as it takes its time. */
const editors = new WeakMap<Dataset, RecordEditor>();

/** The records in what is no record itself, however deep they are in it. */
export function innerRecords(dataset: Dataset, bytes: Buffer): InnerRecord[] {
  if (!bytes.includes(OPEN_BRACE)) return [];
  const source = Buffer.concat([bytes, Buffer.alloc(BEHIND_BYTES)]);
  const target = Buffer.from(source);
  const editor = editors.get(dataset) ?? new RecordEditor(dataset);
  editors.set(dataset, editor);
  const records: InnerRecord[] = [];
  for (let at = bytes.indexOf(OPEN_BRACE); at >= 0; ) {
    const isRecord = editor.edit(source, target, at, bytes.length) === 'record';
    const to = isRecord ? editor.end : at + 1;
    if (isRecord) records.push({ from: at, to, contact: contactOf(dataset, editor) });
    at = bytes.indexOf(OPEN_BRACE, to);
  }
  return records;
}

/** Whose record it is that has just been read. */
export function contactOf(dataset: Dataset, record: Pick<RecordEditor, 'textOf'>): Contact {
  return {
    identity: dataset.identity.map((field) => record.textOf(field)),
    day: record.textOf(dataset.day).slice(0, 10),
  };
}
