/** The cost of one run of a program, or of a piece of work in this process. */
export interface Cost {
  readonly wall_seconds: number;
  /** The processor's time, of all threads and of the processes it has waited for. */
  readonly cpu_seconds: number;
  /** The most memory held at once; null for work in this process. */
  readonly peak_bytes: number | null;
  /** Bytes read, from disk or cache; null where the system does not count them. */
  readonly read_bytes: number | null;
}

export type Measure = keyof Cost;

/** Runs work in this process. */
export function costOf(work: () => unknown): Cost {
  const begun = performance.now();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return {
    wall_seconds: (performance.now() - begun) / 1000,
    cpu_seconds: (user + system) / 1e6,
    peak_bytes: null,
    read_bytes: null,
  };
}

/** The cost of something of which only the time is known. */
export function waited(seconds: number): Cost {
  return { wall_seconds: seconds, cpu_seconds: 0, peak_bytes: null, read_bytes: null };
}
