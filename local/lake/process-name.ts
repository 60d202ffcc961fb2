import { readFileSync } from 'node:fs';

/** The pattern of `processName`. Early releases used the process's number alone. */
export const PROCESS_NAME = '\\d+(?:-\\d+)?';

/**
 * The name of this process: its number and, if the system provides it, its start time, because
 * numbers are reused: `4711-83920`
 */
export function processName(): string {
  const started = startOf(process.pid);
  return started === null ? `${process.pid}` : `${process.pid}-${started}`;
}

/** Whether the process of this name is running, whichever user it belongs to. */
export function isRunning(name: string): boolean {
  const [pid, started] = name.split('-');
  if (!exists(Number(pid))) return false;
  const found = started === undefined ? null : startOf(Number(pid));
  return found === null || found === started;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Clock ticks from the machine's start to the process's start; null where the system has no /proc. */
function startOf(pid: number): string | null {
  try {
    // The start is the 22nd field. The second is the program's name in brackets, which may contain anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
