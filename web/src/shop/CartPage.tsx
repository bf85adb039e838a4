import { useEffect, useState } from 'preact/hooks';
import { price, texts } from '../i18n';
import { Link } from '../router';
import { useAction } from '../state/action';
import { type CartItem, cart, changeQuantity, loadCart, removeFromCart } from '../state/cart';
import { useEvents } from '../state/events';
import { usePriceChanges } from '../state/seenPrices';
import { Button, ButtonLink } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import { Stepper } from '../ui/Stepper';
import styles from './CartPage.module.css';
import { optionsText } from './colors';
import { Members } from './Members';
import { orderable, sumOf } from './orderable';

const t = texts(
  {
    title: '장바구니',
    empty: '장바구니가 비었어요',
    emptyHint: '마음에 드는 룩을 넘기다가, 상품을 하나씩 담아 보세요.',
    start: '스와이프 시작',
    remove: (name: string) => `${name} 빼기`,
    total: '합계',
    order: (n: number) => `${n}가지 주문하기`,
    nothing: '주문할 수 있는 상품이 없어요',
    without: (n: number) => `살 수 없는 ${n}가지는 빼고 주문해요.`,
    soldOut: '그사이 품절됐어요. 빼 두거나 다른 옵션을 골라 보세요.',
    gone: '지금은 팔지 않는 상품이에요. 장바구니에서 빼 주세요.',
    short: (n: number) => `${n}개만 남았어요.`,
    take: (n: number) => `${n}개로 줄이기`,
    dearer: (was: string, now: string) => `${was}에서 ${now}로 올랐어요.`,
    cheaper: (was: string, now: string) => `${was}에서 ${now}로 내렸어요.`,
  },
  {
    title: 'Bag',
    empty: 'Your bag is empty',
    emptyHint: 'Swipe through looks, and put in what you like.',
    start: 'Start swiping',
    remove: (name: string) => `Remove ${name}`,
    total: 'Total',
    order: (n: number) => (n === 1 ? 'Order one product' : `Order ${n} products`),
    nothing: 'Nothing here can be ordered',
    without: (n: number) => `The order leaves out ${n} that cannot be had.`,
    soldOut: 'Sold out in the meantime. Take it out, or choose another option.',
    gone: 'This is not on sale now. Please take it out.',
    short: (n: number) => `Only ${n} left.`,
    take: (n: number) => `Take ${n}`,
    dearer: (was: string, now: string) => `Went up from ${was} to ${now}.`,
    cheaper: (was: string, now: string) => `Came down from ${was} to ${now}.`,
  },
);

export default function CartPage() {
  return (
    <Page title={t().title} narrow>
      <Members>
        <Bag />
      </Members>
    </Page>
  );
}

function Bag() {
  const [failure, setFailure] = useState<unknown>();
  const load = () => loadCart().then(() => setFailure(undefined), setFailure);
  // Once, when it opens.
  useEffect(() => void load(), []);
  const items = cart.value?.items;
  const before = usePriceChanges(items);

  useEvents(
    items
      ? {
          skus: items.map(({ skuId }) => skuId),
          stock: ({ skuId, available }) => {
            const item = items.find((each) => each.skuId === skuId);
            const isEnough = item && available >= item.quantity;
            if (item && isEnough !== (item.problem === undefined)) void load();
          },
          gap: () => void load(),
        }
      : null,
  );

  if (!items) return failure ? <Failure failure={failure} again={() => void load()} /> : <Waiting />;
  if (items.length === 0) {
    return (
      <Empty title={t().empty} hint={t().emptyHint}>
        <ButtonLink to="/shop/swipe" kind="seal">
          {t().start}
        </ButtonLink>
      </Empty>
    );
  }
  const ready = orderable(items);
  const left = items.length - ready.length;
  return (
    <>
      <ul class={styles.lines}>
        {items.map((item) => (
          <Line key={item.itemId} item={item} was={before[item.skuId]} />
        ))}
      </ul>
      <div class={styles.foot}>
        <Failure failure={failure} again={() => void load()} />
        <dl class={styles.total}>
          <dt>{t().total}</dt>
          <dd>{price(sumOf(ready))}</dd>
        </dl>
        {left > 0 && ready.length > 0 && <p class={styles.note}>{t().without(left)}</p>}
        {ready.length > 0 ? (
          <ButtonLink to="/shop/checkout" wide>
            {t().order(ready.length)}
          </ButtonLink>
        ) : (
          <Button wide disabled>
            {t().nothing}
          </Button>
        )}
      </div>
    </>
  );
}

function Line({ item, was }: { item: CartItem; was: number | undefined }) {
  const change = useAction((quantity: number) => changeQuantity(item, quantity));
  const remove = useAction(() => removeFromCart(item));
  const busy = change.busy || remove.busy;
  const cannotBeHad = item.problem === 'SOLD_OUT' || item.problem === 'NOT_ON_SALE';
  return (
    <li class={styles.line} data-out={cannotBeHad} aria-busy={busy}>
      <Link to={`/shop/products/${item.productId}`} class={styles.picture} aria-hidden="true" tabIndex={-1}>
        <Picture src={item.productThumbnailUrl} alt="" />
      </Link>
      <div class={styles.about}>
        <p class={styles.store}>{item.storeName}</p>
        <Link to={`/shop/products/${item.productId}`}>{item.productName}</Link>
        <p class={styles.options}>{optionsText(item.options)}</p>
        <Problem item={item} take={(quantity) => void change.run(quantity)} />
        {was !== undefined && was !== item.price && (
          <p class={styles.problem} role="status">
            {was < item.price
              ? t().dearer(price(was), price(item.price))
              : t().cheaper(price(was), price(item.price))}
          </p>
        )}
        <Failure failure={change.failure ?? remove.failure} />
        <div class={styles.amount}>
          {!cannotBeHad && (
            <Stepper
              label={item.productName}
              value={item.quantity}
              max={Math.max(item.quantity, Math.min(99, item.available + (item.preorder?.available ?? 0)))}
              disabled={busy}
              onChange={(quantity) => void change.run(quantity)}
            />
          )}
          <strong>{price(item.subtotal)}</strong>
        </div>
      </div>
      <button
        type="button"
        class={styles.remove}
        aria-label={t().remove(item.productName)}
        disabled={busy}
        onClick={() => void remove.run()}
      >
        <Icon name="close" size={18} />
      </button>
    </li>
  );
}

function Problem({ item, take }: { item: CartItem; take: (quantity: number) => void }) {
  if (!item.problem) return null;
  return (
    <div class={styles.problem} role="alert">
      {item.problem === 'SOLD_OUT' && t().soldOut}
      {item.problem === 'NOT_ON_SALE' && t().gone}
      {item.problem === 'NOT_ENOUGH' && (
        <>
          {t().short(item.available)}{' '}
          <Button kind="text" onClick={() => take(item.available)}>
            {t().take(item.available)}
          </Button>
        </>
      )}
    </div>
  );
}
