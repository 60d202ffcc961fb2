/**
 * Reads files to their very end. In a network file system one read may return less than requested,
 * which Node's own `readFile` (version 20) takes for the end of the file.
 */
import { closeSync, fstatSync, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { openFileSync, piecesOf } from './open-file.ts';

const PIECE_BYTES = 64 * 1024;

/** Most files are shorter. They are read at once, because promises take ten times as long as such a file. */
const SHORT_BYTES = 1024 * 1024;

/**
 * All bytes of a file.
 * @throws as `openFile` does, with the file's path
 */
export async function readWhole(file: string): Promise<Buffer> {
  try {
    return readIfShort(file) ?? (await readLong(file));
  } catch (error) {
    throw Object.assign(error as Error, { path: file });
  }
}

/** Null if the file is long. */
function readIfShort(file: string): Buffer | null {
  const descriptor = openFileSync(file);
  try {
    const { size } = fstatSync(descriptor);
    if (size > SHORT_BYTES) return null;
    // One byte more than expected, so that one read finds the end. A file that has grown is read as a long one.
    const content = Buffer.allocUnsafe(size + 1);
    let length = 0;
    while (length < content.length) {
      const read = readSync(descriptor, content, length, content.length - length, length);
      if (read === 0) return content.subarray(0, length);
      length += read;
    }
    return null;
  } finally {
    closeSync(descriptor);
  }
}

async function readLong(file: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of piecesOf(file, PIECE_BYTES)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Fills the buffer from the position on, as far as the file goes. */
export async function filled(handle: FileHandle, piece: Buffer, position: number): Promise<Buffer> {
  let length = 0;
  while (length < piece.length) {
    const rest = piece.length - length;
    const { bytesRead } = await handle.read(piece, length, rest, position + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return piece.subarray(0, length);
}
