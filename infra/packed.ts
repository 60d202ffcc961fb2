import { brotliCompressSync, constants } from 'node:zlib';

/** From this length on, code is packed. */
const MOST_PLAIN = 32 * 1024;

/** A text, compressed to about a sixth, in base64. The size of a template is limited. */
export function packed(text: string): string {
  const bytes = Buffer.from(text);
  const params = {
    // Texts that are repeated far from each other, such as that of a view, are found by a wide window.
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params }).toString('base64');
}

/** The code of a function as the template holds it: long code unpacks itself when the function starts. */
export function packedCode(code: string): string {
  if (code.length < MOST_PLAIN) return code;
  const text = `require('node:zlib').brotliDecompressSync(Buffer.from('${packed(code)}','base64')).toString()`;
  return `new Function('module','exports','require',${text})(module,exports,require);`;
}
