import type { Dataset } from '../dataset.ts';
import { columnsOfKey, textOf } from './derived-columns.ts';
import { BEHIND_BYTES } from './record-editor.ts';
import { sharedEditor } from './shared-editor.ts';

/**
 * The identity of the row that normalise makes of a record: of a key given twice, the first counts.
 * @param record of one row, from its opening brace to its closing one
 * @param key of its raw object, or the path of a file that is named in the same way
 * @returns null if the bytes are no such record, as an envelope is none, or lack a part
 */
export function identityOf(dataset: Dataset, record: Buffer, key: string): string[] | null {
  const source = Buffer.concat([record, Buffer.alloc(BEHIND_BYTES)]);
  const editor = sharedEditor(dataset);
  const outcome = editor.edit(source, Buffer.from(source), 0, record.length);
  if (outcome !== 'record') return null;
  const columns = columnsOfKey(dataset, key);
  const identity = dataset.identity.map((field) => textOf(columns, editor, field));
  return identity.every((text) => text !== null) ? identity : null;
}
