import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import type { CollectedDataset } from '../functions/collect/collected-dataset.ts';
import type { DeclaredCatalogue } from '../functions/provision/declared-catalogue.ts';
import { packed } from './packed.ts';

/** The functions' code, one script each, to be put into the template. */
export interface Bundles {
  readonly collect: string;
  readonly deliveryStart: string;
  readonly normalise: string;
  readonly provision: string;
  readonly refresh: string;
  readonly sample: string;
}

/** The exports of the module `virtual:provision` (`functions/provision/virtual.d.ts`). */
export interface Provisioned {
  readonly assets: Readonly<Record<string, string>>;
  readonly declared: DeclaredCatalogue;
}

/** The members of the model that columns need; all others are documentation. */
const MODEL_KEYS = ['type', 'bits', 'aliases', 'fields', 'items', 'values'];

/** What functions have that only a stack knows. */
export interface BundleContent {
  /** What the provisioning function puts into the bucket and the catalogue. */
  readonly provisioned: Provisioned;
  readonly collected: readonly CollectedDataset[];
}

/** Bundles the functions. */
export async function bundleFunctions(root: string, content: BundleContent): Promise<Bundles> {
  const [collect, deliveryStart, normalise, provision, refresh, sample] = await Promise.all([
    bundle(root, 'functions/collect/handler.ts', content),
    bundle(root, 'functions/delivery-start/handler.ts', content),
    bundle(root, 'functions/normalise/handler.ts', content),
    bundle(root, 'functions/provision/handler.ts', content),
    bundle(root, 'functions/refresh/handler.ts', content),
    bundle(root, 'functions/sample/handler.ts', content),
  ]);
  return { collect, deliveryStart, normalise, provision, refresh, sample };
}

async function bundle(root: string, entry: string, content: BundleContent): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    target: 'node22',
    // CloudFormation names the file index.js, which is CommonJS as long as there is no package.json.
    format: 'cjs',
    // The Lambda runtime contains the SDK.
    external: ['@aws-sdk/*', '@smithy/*'],
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [virtualPlugin(content), leanModelPlugin],
  });
  return outputFiles[0]!.text;
}

function virtualPlugin({ collected, provisioned }: BundleContent): Plugin {
  const modules: Readonly<Record<string, () => string>> = {
    'virtual:provision': () => `import { brotliDecompressSync } from 'node:zlib';
      const packed = Buffer.from('${packed(JSON.stringify(provisioned))}', 'base64');
      export const { assets, declared } = JSON.parse(brotliDecompressSync(packed).toString());`,
    'virtual:collect': () => `export const collected = [${collected.map(sourceTextOf).join()}];`,
  };
  return {
    name: 'virtual',
    setup(build) {
      build.onResolve({ filter: /^virtual:/ }, ({ path }) => ({ path, namespace: 'virtual' }));
      build.onLoad({ filter: /.*/, namespace: 'virtual' }, ({ path }) => ({
        contents: modules[path]!(),
      }));
    },
  };
}

/** An object whose members are texts, lists of texts and patterns, as JavaScript. */
function sourceTextOf(object: object): string {
  const members = Object.entries(object).map(([name, value]) => {
    return `${name}: ${value instanceof RegExp ? value : JSON.stringify(value)}`;
  });
  return `{ ${members.join(', ')} }`;
}

const leanModelPlugin: Plugin = {
  name: 'lean-model',
  setup(build) {
    build.onLoad({ filter: /[\\/]datasets[\\/][^\\/]+[\\/]model\.json$/ }, async ({ path }) => {
      const model = JSON.parse(await readFile(path, 'utf8')) as { fields: object };
      return { contents: JSON.stringify({ fields: leanFields(model.fields) }), loader: 'json' };
    });
  },
};

function leanFields(fields: object): object {
  return Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, leanNode(node)]));
}

function leanNode(node: object): object {
  const kept = Object.entries(node).filter(([key]) => MODEL_KEYS.includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (key === 'fields') return [key, leanFields(value)];
      return [key, key === 'items' || key === 'values' ? leanNode(value) : value];
    }),
  );
}
