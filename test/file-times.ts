import { relative } from 'node:path';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** Prints how long each test file took, the longest first, once all have ended. */
export class FileTimes implements Reporter {
  private root = '';

  onInit({ config }: Vitest): void {
    this.root = config.root;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const times = modules.map((module) => {
      const { collectDuration, duration } = module.diagnostic();
      const file = relative(this.root, module.moduleId);
      return { file, seconds: (collectDuration + duration) / 1000 };
    });
    times.sort((a, b) => b.seconds - a.seconds);
    console.log('\nSeconds a file, with what it imports:');
    for (const { file, seconds } of times)
      console.log(`${seconds.toFixed(1).padStart(7)}  ${file}`);
  }
}
