import type { QuarantineEntry } from '../../../../pipeline/normalise/normaliser.ts';
import type { Line, SetAside } from '../outcome.ts';
import { storedPlainly, written } from './difference.ts';
import type { StoredObject } from './stored-objects.ts';

/** The key that the files of a case name. */
const SOURCE_KEY = 'raw/ctr/case';

/** The files of a folder in cases/: the object, and what the plain version makes of it. */
export async function caseFiles(
  object: StoredObject,
): Promise<Readonly<Record<string, Buffer | string>>> {
  const { lines, quarantine } = storedPlainly(object.bytes);
  const reasons = await reasonsByOffset(object);
  return {
    'input.bin': object.bytes,
    'lines.jsonl': lines.map(lineText).join(''),
    'quarantine.jsonl': quarantine.map((entry) => entryText(entry, reasons)).join(''),
  };
}

/** The reasons that normalise gives: the plain version has none of its own in words. */
async function reasonsByOffset(object: StoredObject): Promise<ReadonlyMap<number, string>> {
  try {
    const { quarantine } = await written(object);
    const entries = quarantine.toString().split('\n').slice(0, -1);
    return new Map(
      entries.map((text) => {
        const { source_offset, reason } = JSON.parse(text) as QuarantineEntry;
        return [source_offset, reason];
      }),
    );
  } catch {
    return new Map();
  }
}

function lineText({ offset, fields, otherFields }: Line): string {
  const others = JSON.stringify(Object.fromEntries(otherFields));
  const moved = otherFields.size > 0 ? `,"other_fields":${others}` : '';
  return `${fields.slice(0, -1)}${moved},"source_key":"${SOURCE_KEY}","source_offset":${offset}}\n`;
}

function entryText(
  { offset, length, original }: SetAside,
  reasons: ReadonlyMap<number, string>,
): string {
  const entry: QuarantineEntry = {
    source_key: SOURCE_KEY,
    source_offset: offset,
    length_bytes: length,
    reason: reasons.get(offset) ?? 'to be written by hand',
    ...(original !== null && originalOf(Buffer.from(original, 'latin1'))),
  };
  return `${JSON.stringify(entry)}\n`;
}

function originalOf(bytes: Buffer): Pick<QuarantineEntry, 'original' | 'original_base64'> {
  const text = bytes.toString();
  const isText = Buffer.from(text).equals(bytes);
  return isText ? { original: text } : { original_base64: bytes.toString('base64') };
}
