import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder, from the source as from what is built of it. */
export const PACKAGE = packageFolder(dirname(fileURLToPath(import.meta.url)));

/** Saved queries, views, macros. */
export const QUERIES = join(PACKAGE, 'queries');

/** What the build makes: the command line's script and the page's. */
export const BUILT = join(PACKAGE, 'dist');

function packageFolder(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : packageFolder(dirname(from));
}
