/**
 * Reads files to their very end. In a network file system one read may return less than requested,
 * which Node's own `readFile` (version 20) takes for the end of the file.
 */
import type { FileHandle } from 'node:fs/promises';
import { piecesOf } from './open-file.ts';

const PIECE_BYTES = 64 * 1024;

/**
 * All bytes of a file.
 * @throws as `openFile` does, with the file's path
 */
export async function readWhole(file: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of piecesOf(file, PIECE_BYTES)) pieces.push(piece);
  } catch (error) {
    throw Object.assign(error as Error, { path: file });
  }
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
