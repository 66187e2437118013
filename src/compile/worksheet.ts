import jsep from 'jsep';
import { CALCULATORS, FUNCTIONS, type FindModel } from './calculators.ts';
import { readStated, type Quantity } from './quantity.ts';

const CALL = /\b([a-z_][a-z_0-9]*)\(([^()]*)\)/g;
const ARITHMETIC = /^[\d\s.,+\-*/^()×÷·e%]+$/;

export type Recomputed = { readonly kind: 'correct' } | { readonly kind: 'wrong'; readonly message: string };

/**
 * Computes a code span of a note again when it is a calculation, `CALCULATION = NUMBER UNIT` or with `≈`. Code that
 * only looks like one (an assignment, a function that is no calculator of ours but has no number on its right) is left
 * alone and gives undefined.
 */
export function recompute(span: string, find: FindModel): Recomputed | undefined {
  const match = /^(.+?)\s*([=≈])\s*([^=≈]+)$/.exec(span);
  const [, expression = '', , result = ''] = match ?? [];
  if (match === null || !/^[-\d]/.test(result.trim()) || !looksLikeCalculation(expression)) return undefined;
  try {
    const { value, dimension } = evaluate(expression, find);
    // An exact result may still be a rounded float: one part in 10^9.
    const allowed = (rounding: number) => (match[2] === '≈' ? rounding * 1.000001 : Math.abs(value) * 1e-9);
    if (
      readStated(result, dimension).some(
        (stated) => Math.abs(value - stated.value) <= allowed(stated.tolerance),
      )
    ) {
      return { kind: 'correct' };
    }
    return {
      kind: 'wrong',
      message: `\`${span}\` computes to ${value.toLocaleString('en-US', { maximumFractionDigits: 6 })}`,
    };
  } catch (error) {
    return {
      kind: 'wrong',
      message: `\`${span}\`: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function looksLikeCalculation(expression: string): boolean {
  const calls = [...expression.matchAll(CALL)].map(([, name = '']) => name);
  if (calls.some((name) => name in CALCULATORS)) return true;
  const bare = expression.replace(/\b[a-z_][a-z_0-9]*(?=\()/g, '');
  // One lone number is a setting that happens to be written with "=", not a calculation.
  return ARITHMETIC.test(bare) && /\d/.test(bare) && (calls.length > 0 || /[+*/^×÷·]|\d\s*-/.test(bare));
}

/** Replaces calls innermost first, calculators by their quantity, then evaluates what is left as arithmetic. */
function evaluate(expression: string, find: FindModel): Quantity {
  let dimension: Quantity['dimension'] = 'number';
  let text = expression;
  for (let before = ''; text !== before;) {
    before = text;
    text = text.replace(CALL, (_call, name: string, inside: string) => {
      const args = splitArguments(inside);
      const calculator = CALCULATORS[name];
      if (calculator !== undefined) {
        const quantity = calculator(args, find);
        dimension = quantity.dimension;
        return `(${quantity.value})`.replace(/[()]/g, ' ');
      }
      const apply = FUNCTIONS[name];
      if (apply === undefined)
        throw new Error(
          `no calculator ${name}; there are ${[...Object.keys(CALCULATORS), ...Object.keys(FUNCTIONS)].join(', ')}`,
        );
      return String(apply(...args.map(arithmetic)));
    });
  }
  // Parameters times bytes are bytes: once a count is computed with, only the reader knows what it counts.
  const isOneCall = /^[a-z_0-9]+\([^()]*\)$/.test(expression.trim());
  return { value: arithmetic(text), dimension: isOneCall ? dimension : 'number' };
}

/** At commas, but not those inside a list or between thousands. */
function splitArguments(inside: string): string[] {
  return inside.split(/(?:,\s+|,(?!\d{3}\b))(?![^[]*\])/).map((argument) => argument.trim());
}

function arithmetic(text: string): number {
  const plain = text
    .replace(/(?<=\d),(?=\d{3}\b)/g, '')
    .replaceAll('×', '*')
    .replaceAll('·', '*')
    .replaceAll('÷', '/')
    .replace(/(\d)\s*%/g, '$1*0.01');
  return valueOf(jsep(plain));
}

function valueOf(node: jsep.Expression): number {
  if (isLiteral(node) && typeof node.value === 'number') return node.value;
  if (isUnary(node) && node.operator === '-') return -valueOf(node.argument);
  if (isBinary(node)) {
    const [left, right] = [valueOf(node.left), valueOf(node.right)];
    switch (node.operator) {
      case '+':
        return left + right;
      case '-':
        return left - right;
      case '*':
        return left * right;
      case '/':
        return left / right;
      case '^':
        return left ** right;
    }
  }
  throw new Error('not arithmetic');
}

function isLiteral(node: jsep.Expression): node is jsep.Literal {
  return node.type === 'Literal';
}
function isUnary(node: jsep.Expression): node is jsep.UnaryExpression {
  return node.type === 'UnaryExpression';
}
function isBinary(node: jsep.Expression): node is jsep.BinaryExpression {
  return node.type === 'BinaryExpression';
}

// `^` is bitwise or to JavaScript; here it is the power, above multiplication and from the right.
jsep.addBinaryOp('^', 11, true);
