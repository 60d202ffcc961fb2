import type { FileHandle } from 'node:fs/promises';
import { nullIfGone } from './lake-folder.ts';
import { openFile } from './open-file.ts';
import { filled } from './read-whole.ts';

const PIECE_BYTES = 64 * 1024;

/** Whether two files have the same bytes. They are read up to the first difference; false if one is gone. */
export async function sameBytes(one: string, other: string): Promise<boolean> {
  const handles = await Promise.all([one, other].map((file) => openFile(file).catch(nullIfGone)));
  try {
    const [first, second] = handles;
    return Boolean(first && second && (await sameContent(first, second)));
  } finally {
    await Promise.all(handles.map((handle) => handle?.close()));
  }
}

async function sameContent(one: FileHandle, other: FileHandle): Promise<boolean> {
  const pieces = [Buffer.alloc(PIECE_BYTES), Buffer.alloc(PIECE_BYTES)] as const;
  for (let position = 0; ; ) {
    const [first, second] = await Promise.all([
      filled(one, pieces[0], position),
      filled(other, pieces[1], position),
    ]);
    if (!first.equals(second)) return false;
    if (first.length === 0) return true;
    position += first.length;
  }
}
