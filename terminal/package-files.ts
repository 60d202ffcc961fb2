import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder, whether this code runs from source or from the build. */
export const PACKAGE = packageFolder(dirname(fileURLToPath(import.meta.url)));

/** The folder of saved queries, views and macros. */
export const QUERIES = join(PACKAGE, 'queries');

/** The folder of the built scripts, the command line's and the page's. */
export const BUILT = join(PACKAGE, 'dist');

function packageFolder(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : packageFolder(dirname(from));
}
