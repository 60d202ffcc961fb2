import { styleText } from 'node:util';
import { visibleInLine, withCursor } from './control-characters.ts';
import { beforeInterrupt } from './interrupt.ts';

/** Reports how far a piece of work has come. */
export type Progress = (text: string) => void;

const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const FRAME_MILLISECONDS = 80;

/** Returns to the beginning of the line and empties it. */
const ERASE = '\r\x1b[K';

/** A text between these codes is cut off at the right edge of the terminal. */
const WITHOUT_WRAP = '\x1b[?7l';
const WITH_WRAP = '\x1b[?7h';

/**
 * Runs `work` under a line that shows its progress on a terminal, and is erased at the end.
 * Without a terminal nothing is shown.
 */
export async function withProgress<T>(
  title: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  if (!canMove()) return work(() => {});
  // The cursor stays visible: a process that is killed could not show it again.
  const terminal = withCursor(process.stderr);
  let text = title;
  let frames = 0;
  const draw = () => {
    const frame = FRAMES[frames++ % FRAMES.length]!;
    const mark = terminal.hasColors() ? styleText('cyan', frame) : frame;
    terminal.write(`${ERASE}${WITHOUT_WRAP}${mark} ${visibleInLine(text)}${WITH_WRAP}`);
  };
  const timer = setInterval(draw, FRAME_MILLISECONDS);
  const end = () => {
    clearInterval(timer);
    terminal.write(ERASE);
  };
  const forget = beforeInterrupt(end);
  draw();
  try {
    return await work((more) => {
      text = `${title}: ${more}`;
    });
  } finally {
    forget();
    end();
  }
}

/** Whether standard error is a terminal that can draw a line again, with a person before it. */
function canMove(): boolean {
  const { isTTY, columns } = process.stderr;
  return isTTY && columns > 0 && process.env.TERM !== 'dumb' && !('CI' in process.env);
}
