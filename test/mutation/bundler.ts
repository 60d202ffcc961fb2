import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { context, type Plugin } from 'esbuild';

const HERE = 'test/mutation';
const STAND_INS: Readonly<Record<string, string>> = {
  vitest: `${HERE}/vitest-stand-in.ts`,
  'fast-check': `${HERE}/fast-check-stand-in.ts`,
};

export interface Bundler {
  /**
   * Makes one script of the tests and all that they import from the repository.
   * @param changed texts that take the place of files' own, by path from the root
   * @returns the script's path
   */
  build(changed?: ReadonlyMap<string, string>): Promise<string>;
  close(): Promise<void>;
}

/**
 * @param tests their paths from the root
 * @param rootSeen the root that the tests' own paths lead from: they may read altered files there
 */
export async function openBundler(tests: readonly string[], rootSeen = '.'): Promise<Bundler> {
  const folder = resolve(`dist/mutation/${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const texts = new Map<string, string>();
  let changedTexts: ReadonlyMap<string, string> = new Map();
  const textOf = (path: string): string => {
    const changed = changedTexts.get(path);
    if (changed !== undefined) return changed;
    const known = texts.get(path) ?? readFileSync(path, 'utf8');
    texts.set(path, known);
    return known;
  };

  const plugin: Plugin = {
    name: 'tests in one script',
    setup(build) {
      build.onResolve({ filter: /^(vitest|fast-check)$/ }, ({ path, importer }) =>
        importer.includes(`${HERE}/`)
          ? { path, external: true }
          : { path: resolve(STAND_INS[path]!) },
      );
      build.onResolve({ filter: /^begin:/ }, ({ path }) => ({ path, namespace: 'begin' }));
      build.onLoad({ filter: /.*/, namespace: 'begin' }, ({ path }) => ({
        contents: `import { beginFile } from './${STAND_INS.vitest}'; beginFile(${JSON.stringify(path.slice(6))});`,
        resolveDir: resolve('.'),
      }));
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const own = relative('.', path);
        const url = JSON.stringify(pathToFileURL(resolve(rootSeen, own)).href);
        return { contents: textOf(own).replaceAll('import.meta.url', url), loader: 'ts' };
      });
    },
  };

  const entry = [
    ...tests.map((path) => `import 'begin:${path}'; import './${path}';`),
    `export { collected, firstFailing } from './${STAND_INS.vitest}';`,
  ].join('\n');
  const bundle = await context({
    stdin: { contents: entry, resolveDir: resolve('.') },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    write: false,
    logLevel: 'silent',
    plugins: [plugin],
  });
  let scripts = 0;
  return {
    async build(changed = new Map()) {
      changedTexts = changed;
      const { outputFiles } = await bundle.rebuild();
      const script = join(folder, `${scripts++}.mjs`);
      writeFileSync(script, outputFiles![0]!.contents);
      return script;
    },
    close: () => bundle.dispose(),
  };
}
