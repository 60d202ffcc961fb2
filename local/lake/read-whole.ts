/**
 * Reading until there is no more. One read may give less than was asked for, where a file system is
 * on a network; Node's own `readFile` (of version 20) takes that for the end of the file.
 */
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/**
 * All bytes of a file.
 * @throws what the file system says, with the file's path
 */
export async function readWhole(file: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of createReadStream(file)) pieces.push(piece);
  } catch (error) {
    throw Object.assign(error as Error, { path: file });
  }
  return Buffer.concat(pieces);
}

/** As much as there is from the position on, up to the length of the piece. */
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
