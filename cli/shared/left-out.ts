import type { PassedOver } from '../../local/lake/passed-over.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { formatCount } from '../../terminal/wording.ts';

/** Paths that are named for each reason; --json lists all. */
const MOST_NAMED = 10;

/**
 * Prints to standard error the files that were left out, one line for each reason. A file that
 * could not be read makes the exit code 1.
 */
export function printLeftOut(leftOut: readonly PassedOver[]): void {
  for (const reason of new Set(leftOut.map((one) => one.reason))) {
    const paths = leftOut.filter((one) => one.reason === reason).map(({ path }) => path);
    const more = paths.length - MOST_NAMED;
    const named = paths.slice(0, MOST_NAMED).join(', ');
    const rest = more > 0 ? ` and ${formatCount(more)} more, which --json lists` : '';
    process.stderr.write(`${visibleInLine(`Left out (${reason}): ${named}${rest}`)}\n`);
  }
  if (leftOut.some((one) => one.is_unreadable)) process.exitCode = 1;
}
