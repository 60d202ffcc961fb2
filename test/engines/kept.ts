import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES } from './folder.ts';
import { isAlive } from './install-lock.ts';
import type { AwsConfig } from './ministack.ts';

/** Engines that `npm run engines` keeps up between runs of tests. */
export interface KeptEngines {
  /** Of the process that keeps them. */
  readonly pid: number;
  readonly aws: AwsConfig;
  /** The path of Spark's socket. */
  readonly spark: string;
  /** Trino's address. */
  readonly trino: string;
  /** The bucket with Trino's metastore. */
  readonly bucket: string;
}

export const KEPT_FILE = join(ENGINES, 'kept.json');

/** The engines that are kept up now; null if there are none. */
export function keptEngines(): KeptEngines | null {
  if (!existsSync(KEPT_FILE)) return null;
  const kept = JSON.parse(readFileSync(KEPT_FILE, 'utf8')) as KeptEngines;
  return isAlive(kept.pid) ? kept : null;
}

/** Empties the emulator of what an earlier run of tests has left on it. */
export async function emptyKeptEngines({ aws }: KeptEngines): Promise<void> {
  const answer = await fetch(`${aws.endpoint}/_ministack/reset`, { method: 'POST' });
  if (!answer.ok) throw new Error(`The emulator's reset answers ${answer.status}`);
}
