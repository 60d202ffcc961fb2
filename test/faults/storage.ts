/** Puts test/faults/storage.c between the command line and its storage. */
import { execFileSync, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { describeOnEngines } from '../engines/on-engines.ts';

/** @see storage.c for what belongs to each */
export type Kind =
  | 'open'
  | 'create'
  | 'list'
  | 'read'
  | 'write'
  | 'rename'
  | 'remove'
  | 'folder'
  | 'cut'
  | 'sync'
  | 'mode'
  | 'link';

export const CHANGES: readonly Kind[] = [
  'create',
  'write',
  'rename',
  'remove',
  'folder',
  'cut',
  'mode',
  'link',
];

export type Errno = 'ENOSPC' | 'EIO' | 'EMFILE' | 'EROFS' | 'EACCES';

/** The faults injected into a process. */
export interface Storage {
  /** The folder in which operations are traced, copied and made to fail. */
  readonly root: string;
  /** A file for a line about each operation. */
  readonly trace?: string;
  /** A folder for copies of the root, one before each operation that changes it. */
  readonly snapshots?: string;
  readonly fault?: Fault;
  readonly shortReads?: boolean;
  /** How far the process's clock is ahead of the real time. */
  readonly clockSeconds?: number;
}

export interface Fault {
  readonly kinds: readonly Kind[];
  /** Which of these operations, from 1. */
  readonly at: number;
  /** Whether all later operations fail too. */
  readonly onwards?: boolean;
  /** The error with which it fails; without one, the process is killed. */
  readonly error?: Errno;
  /** Whether it waits for ever, and all later operations with it, instead of ending the process. */
  readonly waits?: boolean;
  /** Whether half of the write is done when the process is killed. */
  readonly torn?: boolean;
}

/** A suite that injects faults. Where this is impossible, the suite is skipped and a line says why. */
export function describeWithStorage(name: string, suite: () => void): void {
  describeOnEngines(name, [whyNoStorage()], suite);
}

function whyNoStorage(): string | null {
  if (process.platform !== 'linux') return `LD_PRELOAD is Linux's, and this is ${process.platform}`;
  return spawnSync('cc', ['--version']).error ? 'there is no C compiler named cc' : null;
}

/** Compiles the library into the folder. */
export function compiled(folder: string): string {
  const library = join(folder, 'storage.so');
  const source = new URL('storage.c', import.meta.url).pathname;
  const options = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror', '-pthread', '-ldl'];
  execFileSync('cc', ['-o', library, source, ...options]);
  return library;
}

/** The environment that injects the faults. */
export function environment(library: string, storage: Storage): Record<string, string> {
  const { root, trace, snapshots, fault, shortReads, clockSeconds } = storage;
  const settings = {
    STORAGE_ROOT: root,
    STORAGE_TRACE: trace,
    STORAGE_SNAPSHOTS: snapshots,
    STORAGE_KINDS: fault?.kinds.join(','),
    STORAGE_AT: fault?.at,
    STORAGE_ONWARDS: fault?.onwards || undefined,
    STORAGE_ERRNO: fault?.error && constants.errno[fault.error],
    STORAGE_WAITS: fault?.waits || undefined,
    STORAGE_TEAR: fault?.torn || undefined,
    STORAGE_SHORT: shortReads || undefined,
    STORAGE_CLOCK: clockSeconds,
    LD_PRELOAD: library,
    // Where the kernel does a process's reading and writing, there is nothing to stand between.
    UV_USE_IO_URING: 0,
  };
  const set = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}
