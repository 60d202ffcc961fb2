import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second (USER_HZ), on every processor. */
const TICKS_A_SECOND = 100;

/** A running process at a moment. */
export interface ProcessState {
  readonly resident_bytes: number;
  readonly descriptors: number;
  /** The processor's time since its start, of all threads. */
  readonly cpu_seconds: number;
}

/** The state of a process; null if it has ended, and where the system has no `/proc`. */
export function processState(pid: number): ProcessState | null {
  try {
    const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    // The name in brackets, which may hold spaces, is the second field; user and system time are the 14th and 15th.
    const [, fields = ''] = /\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    if (kibibytes === undefined || user === undefined || system === undefined) return null;
    return {
      resident_bytes: Number(kibibytes) * 1024,
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      cpu_seconds: (user + system) / TICKS_A_SECOND,
    };
  } catch {
    return null;
  }
}
