import { readFileSync } from 'node:fs';

/** How `processName` names a process, as a pattern; releases before had the number alone. */
export const PROCESS_NAME = '\\d+(?:-\\d+)?';

/**
 * This process, in a name: its number and, where the system tells, when it was started, since a
 * number is given again: `4711-83920`
 */
export function processName(): string {
  const started = startOf(process.pid);
  return started === null ? `${process.pid}` : `${process.pid}-${started}`;
}

/** Whether the process of this name is there, whosever it is. */
export function isRunning(name: string): boolean {
  const [pid, started] = name.split('-');
  if (!isThere(Number(pid))) return false;
  const found = started === undefined ? null : startOf(Number(pid));
  return found === null || found === started;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ticks of the clock from the machine's start to the process's; null where nobody tells. */
function startOf(pid: number): string | null {
  try {
    // The second field is a program's name in brackets, which may hold anything; the 22nd is it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
