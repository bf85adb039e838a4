import { computed, effect, signal } from '@preact/signals';
import { api, type Schemas } from '../api/client';
import { once } from '../api/once';
import { isLoggedIn, me } from './session';

export type Cart = Schemas['CartView'];
export type CartItem = Schemas['CartItemView'];

/** Undefined: not read yet. */
export const cart = signal<Cart | undefined>(undefined);

export const cartCount = computed(
  () => cart.value?.items.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0,
);

export async function loadCart() {
  cart.value = await api.get('/cart');
}

export async function addToCart(skuId: string, quantity = 1) {
  await once(`add ${quantity} of ${skuId}`, (key) =>
    api.post('/cart/items', { body: { skuId, quantity }, key }),
  );
  await loadCart().catch(() => {});
}

export async function changeQuantity(item: CartItem, quantity: number) {
  await api.patch('/cart/items/{itemId}', { path: { itemId: item.itemId }, body: { quantity } });
  await loadCart();
}

export async function removeFromCart(item: CartItem) {
  await api.delete('/cart/items/{itemId}', { path: { itemId: item.itemId } });
  await loadCart();
}

// Those who sell have none. Who it is may not be known yet.
const hasCart = computed(() => isLoggedIn.value && !!me.value && me.value.role !== 'STORE_OWNER');

effect(() => {
  cart.value = undefined;
  // Only its badge waits for it: whoever opens the cart reads it anew.
  if (hasCart.value) loadCart().catch(() => {});
});
