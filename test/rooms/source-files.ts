/** Reads the repository's scripts as a compiler does, so that comments say what they like. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folders of what is installed or built. */
export const NOT_OURS = new Set(['node_modules', 'dist', 'cdk.out', 'coverage']);

/** The repository's TypeScript, JavaScript and Python below `folder`: paths from the root. */
export function sourceFiles(folder = '.'): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isOurs = !NOT_OURS.has(entry.name) && !entry.name.startsWith('.');
      return isOurs ? sourceFiles(path) : [];
    }
    return /\.([cm]?[jt]sx?|py)$/.test(entry.name)
      ? [relative('.', path).split(sep).join('/')]
      : [];
  });
}

/** What a file says, but for its comments. */
export interface Said {
  /** Modules imported, exported from or required, as they are named. */
  readonly modules: string[];
  /** Text of string and template literals. */
  readonly strings: string[];
  /** Names of variables and globals used: `process`, `Math.random`, `new Date()`. */
  readonly names: string[];
}

const read = new Map<string, Said>();

/** Each file is read once. @param path from the root */
export function saidIn(path: string): Said {
  const said = read.get(path) ?? readSaid(path);
  read.set(path, said);
  return said;
}

function readSaid(path: string): Said {
  const text = readFileSync(join(root, path), 'utf8');
  return path.endsWith('.py') ? saidInPython(text) : saidInText(text, path);
}

/** Its strings alone, docstrings among them. */
export function saidInPython(text: string): Said {
  const code = text.replace(/^\s*#.*$/gm, '');
  const strings = [...code.matchAll(/(["'])((?:\\.|(?!\1)[^\\\n])*)\1/g)].map(
    ([, , said]) => said!,
  );
  return { modules: [], strings, names: [] };
}

export function saidInText(text: string, path = 'text.ts'): Said {
  const said: Said = { modules: [], strings: [], names: [] };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || isTemplateRest(node)) {
      (isModuleName(node) ? said.modules : said.strings).push(node.text);
    }
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      said.names.push(`${node.expression.text}.${node.name.text}`);
    }
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
      const isBare = (node.arguments ?? []).length === 0;
      said.names.push(`new ${node.expression.text}(${isBare ? '' : '…'})`);
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      said.names.push(`${node.expression.text}(${node.arguments.length === 0 ? '' : '…'})`);
    }
    if (ts.isIdentifier(node) && !isMemberName(node)) said.names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return said;
}

function isTemplateRest(node: ts.Node): node is ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}

function isModuleName(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isLiteralTypeNode(parent)) return ts.isImportTypeNode(parent.parent);
  if (!ts.isCallExpression(parent)) return false;
  const called = parent.expression;
  const isRequire = ts.isIdentifier(called) && called.text === 'require';
  return isRequire || called.kind === ts.SyntaxKind.ImportKeyword;
}

/** Is it the `name` of `record.name` or `{ name: … }`, which names no variable? */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  const isNamed = ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent);
  return isNamed && parent.name === node;
}
