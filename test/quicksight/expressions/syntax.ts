/** The syntax tree of an expression in QuickSight's language of calculated fields. */

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^';
export type ComparisonOperator = '=' | '<>' | '<' | '>' | '<=' | '>=';
export type LogicalOperator = 'AND' | 'OR';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | LogicalOperator;

export const LEVELS = ['PRE_FILTER', 'PRE_AGG', 'POST_AGG_FILTER'] as const;
/** The place of a level-aware calculation in the order of evaluation. */
export type Level = (typeof LEVELS)[number];

interface Located {
  /** The offset of the node's first character in the expression. */
  readonly at: number;
}

/** A column or a calculated field: `{queue}`, or `queue` without braces. */
export interface ColumnNode extends Located {
  readonly kind: 'column';
  readonly name: string;
  /** A name without braces may also be a period, such as WEEK: the function's rule decides. */
  readonly braced: boolean;
}

/** `${parameter}` */
export interface ParameterNode extends Located {
  readonly kind: 'parameter';
  readonly name: string;
}

export interface TextNode extends Located {
  readonly kind: 'text';
  readonly value: string;
}

export interface NumberNode extends Located {
  readonly kind: 'number';
  readonly value: number;
  /** False for a number that is written with a decimal point or an exponent. */
  readonly isInteger: boolean;
}

export interface NullNode extends Located {
  readonly kind: 'null';
}

export interface UnaryNode extends Located {
  readonly kind: 'unary';
  readonly operator: 'NOT' | '-';
  readonly operand: Node;
}

export interface BinaryNode extends Located {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}

/** `ifelse(…)`; the name as written, since QuickSight's names distinguish upper and lower case. */
export interface CallNode extends Located {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly Node[];
}

export interface ListItem {
  readonly value: Node;
  /** The direction of a sort field; null where none is written. */
  readonly direction: 'ASC' | 'DESC' | null;
}

/** `[{queue}, {day} DESC]`: fields to partition or to sort by, or the literals of `in`. */
export interface ListNode extends Located {
  readonly kind: 'list';
  readonly items: readonly ListItem[];
}

/** `PRE_FILTER`, `PRE_AGG` or `POST_AGG_FILTER` */
export interface LevelNode extends Located {
  readonly kind: 'level';
  readonly level: Level;
}

export type Node =
  | ColumnNode
  | ParameterNode
  | TextNode
  | NumberNode
  | NullNode
  | UnaryNode
  | BinaryNode
  | CallNode
  | ListNode
  | LevelNode;

/** The nodes directly below a node, from left to right. */
function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'call':
      return node.arguments;
    case 'list':
      return node.items.map(({ value }) => value);
    default:
      return [];
  }
}

/** A node and all nodes below it, each before its children. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}
