/** Imports as arrows, and the circles among them. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { NOT_OURS, root, sourceFiles } from './source-files.ts';

/** `from` imports `to`: paths from the root. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Whether nothing but types is imported. */
  readonly isType: boolean;
}

/** `local` of `local/lake/receipts.ts` */
export function roomOf(file: string): string {
  return file.split('/')[0]!;
}

/** `local/lake` of `local/lake/receipts.ts` */
export function folderOf(file: string): string {
  return dirname(file);
}

/** What leads from one file to another. */
export interface Links {
  readonly arrows: readonly Arrow[];
  /** The paths in another top folder that a file's strings name, from the root, where something is there. */
  readonly reads: readonly Pick<Arrow, 'from' | 'to'>[];
}

/** A path such as `page/page.css`: with a folder, unlike the word `page`. */
const PATH = /^[\w-]+\/[\w./-]*$/;

/** Every import between the files of the rooms, and every path of another folder that they name. */
export function linksIn(rooms: readonly string[]): Links {
  const links = rooms
    .flatMap((room) => sourceFiles(room))
    .filter((file) => file.endsWith('.ts'))
    .map(linksFrom);
  return {
    arrows: links.flatMap(({ arrows }) => arrows),
    reads: links.flatMap(({ reads }) => reads),
  };
}

function linksFrom(from: string): Links {
  const text = readFileSync(join(root, from), 'utf8');
  const arrows: Arrow[] = [];
  const reads: Pick<Arrow, 'from' | 'to'>[] = [];
  const add = (name: string, isType: boolean) => {
    if (name.startsWith('.')) arrows.push({ from, to: posix.join(dirname(from), name), isType });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, isOfTypes(node));
    }
    if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add((node.moduleSpecifier as ts.StringLiteral).text, node.isTypeOnly);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [name] = node.arguments;
      if (name && ts.isStringLiteralLike(name)) add(name.text, false);
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add((node.argument.literal as ts.StringLiteral).text, true);
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
      if (isInOtherFolder(node.text, from)) reads.push({ from, to: node.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(from, text, ts.ScriptTarget.Latest, true));
  return { arrows, reads };
}

function isInOtherFolder(text: string, from: string): boolean {
  if (!PATH.test(text) || NOT_OURS.has(roomOf(text)) || roomOf(text) === roomOf(from)) return false;
  return existsSync(join(root, text));
}

function isOfTypes({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.isTypeOnly) return true;
  const { name, namedBindings } = importClause;
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.every((element) => element.isTypeOnly);
}

/** Groups of places that lead to one another, each sorted (Tarjan's strongly connected parts). */
export function circlesOf(arrows: readonly Arrow[]): string[][] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of arrows) {
    if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (place: string): number => {
    let low = order.size;
    order.set(place, low);
    open.push(place);
    for (const other of next.get(place) ?? []) {
      if (!order.has(other)) low = Math.min(low, visit(other));
      else if (open.includes(other)) low = Math.min(low, lowest.get(other) ?? order.get(other)!);
      lowest.set(place, low);
    }
    if (low === order.get(place)) {
      const circle = open.splice(open.indexOf(place));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return low;
  };
  for (const place of next.keys()) if (!order.has(place)) visit(place);
  return circles;
}
