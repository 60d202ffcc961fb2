import type { Dataset } from '../dataset.ts';
import { RecordEditor } from './record-editor.ts';

/** One editor for each dataset, because making one is slow. */
const editors = new WeakMap<Dataset, RecordEditor>();

/** The dataset's shared editor. It keeps only its latest record, so use that before the next call. */
export function sharedEditor(dataset: Dataset): RecordEditor {
  const editor = editors.get(dataset) ?? new RecordEditor(dataset);
  editors.set(dataset, editor);
  return editor;
}
