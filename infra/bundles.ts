import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';

/** The functions' code, one script each, as CloudFormation takes it inline. */
export interface Bundles {
  readonly deliveryStart: string;
  readonly normalise: string;
  readonly provision: string;
  readonly sample: string;
}

/** What a column needs; the rest of the model is documentation. */
const MODEL_KEYS = ['type', 'bits', 'aliases', 'fields', 'items', 'values'];

/**
 * Bundles the functions.
 * @param assets text by its key in the bucket, for the provisioning function to put there
 */
export async function bundleFunctions(
  root: string,
  assets: Readonly<Record<string, string>>,
): Promise<Bundles> {
  const [deliveryStart, normalise, provision, sample] = await Promise.all([
    bundle(root, 'functions/delivery-start/handler.ts', assets),
    bundle(root, 'functions/normalise/handler.ts', assets),
    bundle(root, 'functions/provision/handler.ts', assets),
    bundle(root, 'functions/sample/handler.ts', assets),
  ]);
  return { deliveryStart, normalise, provision, sample };
}

async function bundle(
  root: string,
  entry: string,
  assets: Readonly<Record<string, string>>,
): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    target: 'node22',
    // CloudFormation names the inline file index.js, which without a package.json is CommonJS.
    format: 'cjs',
    // The Lambda runtime has the SDK.
    external: ['@aws-sdk/*', '@smithy/*'],
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [assetsPlugin(assets), leanModelPlugin],
  });
  return outputFiles[0]!.text;
}

function assetsPlugin(assets: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'assets',
    setup(build) {
      build.onResolve({ filter: /^virtual:assets$/ }, ({ path }) => ({
        path,
        namespace: 'virtual',
      }));
      build.onLoad({ filter: /.*/, namespace: 'virtual' }, () => ({
        contents: `export const assets = ${JSON.stringify(assets)};`,
      }));
    },
  };
}

const leanModelPlugin: Plugin = {
  name: 'lean-model',
  setup(build) {
    build.onLoad({ filter: /[\\/]contact-records[\\/]model\.json$/ }, async ({ path }) => {
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
