import type { PassedOver } from '../../local/lake/passed-over.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { formatCount } from '../../terminal/wording.ts';

/** Paths told of each reason; --json has all. */
const MOST_TOLD = 10;

/** Tells on standard error what was not taken, a line a reason; fails if it could not be read. */
export function tellLeftOut(leftOut: readonly PassedOver[]): void {
  for (const reason of new Set(leftOut.map((one) => one.reason))) {
    const paths = leftOut.filter((one) => one.reason === reason).map(({ path }) => path);
    const more = paths.length - MOST_TOLD;
    const told = paths.slice(0, MOST_TOLD).join(', ');
    const rest = more > 0 ? ` and ${formatCount(more)} more, which --json lists` : '';
    process.stderr.write(`${visibleInLine(`Left out (${reason}): ${told}${rest}`)}\n`);
  }
  if (leftOut.some((one) => one.is_unreadable)) process.exitCode = 1;
}
