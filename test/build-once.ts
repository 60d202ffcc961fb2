import { execFileSync } from 'node:child_process';

/** The tests of the command line and of the page run what a user runs: what is built. */
export default function buildOnce(): void {
  execFileSync(process.execPath, ['build.mjs'], { stdio: 'inherit' });
}
