import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import type { DeclaredCatalogue } from '../functions/provision/declared-catalogue.ts';

/** The functions' code, one script each, to be put into the template. */
export interface Bundles {
  readonly deliveryStart: string;
  readonly normalise: string;
  readonly provision: string;
  readonly refresh: string;
  readonly sample: string;
}

/** The exports of the module `virtual:provision` (`functions/virtual.d.ts`). */
export interface Provisioned {
  readonly assets: Readonly<Record<string, string>>;
  readonly declared: DeclaredCatalogue;
}

/** The members of the model that columns need; all others are documentation. */
const MODEL_KEYS = ['type', 'bits', 'aliases', 'fields', 'items', 'values'];

/**
 * Bundles the functions.
 * @param provisioned the content that the provisioning function puts into the bucket and the catalogue
 */
export async function bundleFunctions(root: string, provisioned: Provisioned): Promise<Bundles> {
  const [deliveryStart, normalise, provision, refresh, sample] = await Promise.all([
    bundle(root, 'functions/delivery-start/handler.ts', provisioned),
    bundle(root, 'functions/normalise/handler.ts', provisioned),
    bundle(root, 'functions/provision/handler.ts', provisioned),
    bundle(root, 'functions/refresh/handler.ts', provisioned),
    bundle(root, 'functions/sample/handler.ts', provisioned),
  ]);
  return { deliveryStart, normalise, provision, refresh, sample };
}

async function bundle(root: string, entry: string, provisioned: Provisioned): Promise<string> {
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
    plugins: [provisionedPlugin(provisioned), leanModelPlugin],
  });
  return outputFiles[0]!.text;
}

function provisionedPlugin(provisioned: Provisioned): Plugin {
  return {
    name: 'provisioned',
    setup(build) {
      build.onResolve({ filter: /^virtual:provision$/ }, ({ path }) => ({
        path,
        namespace: 'virtual',
      }));
      build.onLoad({ filter: /.*/, namespace: 'virtual' }, () => ({
        // The texts are compressed to a quarter, since the size of a template is limited.
        contents: `import { gunzipSync } from 'node:zlib';
          const packed = Buffer.from('${packed(provisioned)}', 'base64');
          export const { assets, declared } = JSON.parse(gunzipSync(packed).toString());`,
      }));
    },
  };
}

function packed(value: object): string {
  return gzipSync(JSON.stringify(value), { level: 9 }).toString('base64');
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
