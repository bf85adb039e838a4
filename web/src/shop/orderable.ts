import type { CartItem } from '../state/cart';

/** What of a cart can be ordered as it is. */
export const orderable = (items: CartItem[]) => items.filter(({ problem }) => problem === undefined);

export const sumOf = (items: CartItem[]) => items.reduce((sum, { subtotal }) => sum + subtotal, 0);
