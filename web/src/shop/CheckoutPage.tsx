import { useEffect, useState } from 'preact/hooks';
import { api, Refused } from '../api/client';
import { fieldError } from '../api/failure';
import { price, texts } from '../i18n';
import { Link, navigate } from '../router';
import { useAction } from '../state/action';
import { type OrderBody, pendingOrder, placeOrder } from '../state/attempt';
import { type CartItem, cart, loadCart } from '../state/cart';
import { me } from '../state/session';
import { Button, ButtonLink } from '../ui/Button';
import { Field, TextArea } from '../ui/Field';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import styles from './CheckoutPage.module.css';
import { optionsText } from './colors';
import { Members } from './Members';
import { orderable, sumOf } from './orderable';

const t = texts(
  {
    title: '주문하기',
    address: '받는 곳',
    addressHint: '도로명 주소와 상세 주소를 적어 주세요.',
    keep: '다음 주문에도 이 주소 쓰기',
    coupon: '쿠폰 코드',
    couponHint: '없으면 비워 두세요.',
    lines: '주문 상품',
    times: (n: number) => `${n}개`,
    sum: '상품 금액',
    order: (sum: string) => `${sum} 주문하기`,
    hold: '주문하면 상품을 잡아 두고, 결제를 기다려요. 결제는 다음 화면에서 해요.',
    checking: '보내던 주문이 어떻게 됐는지 확인하고 있어요. 두 번 주문되지 않으니 그대로 두세요.',
    unsure: '주문이 됐는지 아직 몰라요. 다시 시도해도 한 번만 주문돼요.',
    nothing: '주문할 상품이 없어요',
    toCart: '장바구니로',
    short: (n: number) => (n > 0 ? `${n}개만 남았어요` : '품절됐어요'),
    fix: '장바구니에서 고치기',
  },
  {
    title: 'Checkout',
    address: 'Where it goes',
    addressHint: 'Street, number, and whatever helps to find you.',
    keep: 'Use this address next time',
    coupon: 'Coupon code',
    couponHint: 'Leave it empty if you have none.',
    lines: 'Your order',
    times: (n: number) => `× ${n}`,
    sum: 'Products',
    order: (sum: string) => `Order for ${sum}`,
    hold: 'What you order is held for you while you pay, which is the next step.',
    checking: 'Looking up what has become of your order. It is placed once only: just wait.',
    unsure: 'It is not known yet whether your order was placed. Trying again places it once only.',
    nothing: 'There is nothing to order',
    toCart: 'To the bag',
    short: (n: number) => (n > 0 ? `Only ${n} left` : 'Sold out'),
    fix: 'Change it in the bag',
  },
);

export default function CheckoutPage() {
  return (
    <Page title={t().title} narrow>
      <Members>{me.value ? <Checkout address={me.value.address ?? ''} /> : <Waiting />}</Members>
    </Page>
  );
}

function Checkout({ address: known }: { address: string }) {
  const pending = pendingOrder();
  const [address, setAddress] = useState(pending?.shippingAddress ?? known);
  const [coupon, setCoupon] = useState(pending?.couponCode ?? '');
  const [keep, setKeep] = useState(known === '');
  const [failure, setFailure] = useState<unknown>();
  const load = () => loadCart().then(() => setFailure(undefined), setFailure);

  const order = useAction(async (body: OrderBody) => {
    try {
      const { orderId } = await placeOrder(body);
      if (keep && address.trim() !== known) void keepAddress(address.trim());
      void loadCart().catch(() => {});
      navigate(`/shop/orders/${orderId}`, { replace: true });
    } catch (why) {
      if (why instanceof Refused && why.code === 'OUT_OF_STOCK') void load();
      throw why;
    }
  });

  // Once, when it opens.
  useEffect(() => {
    void load();
    // What was under way when the page was left goes on.
    if (pending) void order.run(pending);
  }, []);

  const items = orderable(cart.value?.items ?? []);
  if (order.busy && pending) return <p class={styles.checking}>{t().checking}</p>;
  if (!cart.value) return failure ? <Failure failure={failure} again={() => void load()} /> : <Waiting />;
  if (items.length === 0 && !pending) {
    return (
      <Empty title={t().nothing}>
        <Failure failure={order.failure} />
        <ButtonLink to="/shop/cart">{t().toCart}</ButtonLink>
      </Empty>
    );
  }
  const sum = sumOf(items);
  const submit = () => {
    const body: OrderBody = {
      shippingAddress: address.trim(),
      orderItems: items.map(({ skuId, quantity }) => ({ skuId, quantity })),
    };
    if (coupon.trim()) body.couponCode = coupon.trim();
    // Of what is not known to have been placed, nothing may be changed.
    void order.run(pendingOrder() ?? body);
  };

  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextArea
        label={t().address}
        name="address"
        autocomplete="street-address"
        required
        rows={2}
        maxLength={500}
        hint={t().addressHint}
        value={address}
        onValue={setAddress}
        error={fieldError(order.failure, 'shippingAddress')}
      />
      <label class={styles.keep}>
        <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} />
        {t().keep}
      </label>
      <section class={styles.lines} aria-label={t().lines}>
        <h2>{t().lines}</h2>
        <ul>
          {items.map((item) => (
            <Line key={item.itemId} item={item} failure={order.failure} />
          ))}
        </ul>
        <dl class={styles.total}>
          <dt>{t().sum}</dt>
          <dd>{price(sum)}</dd>
        </dl>
      </section>
      <Field
        label={t().coupon}
        name="coupon"
        autocomplete="off"
        maxLength={40}
        hint={t().couponHint}
        value={coupon}
        onValue={setCoupon}
        error={fieldError(order.failure, 'couponCode')}
      />
      <p class={styles.note}>{t().hold}</p>
      <div class={styles.foot}>
        {pendingOrder() && <p class={styles.note}>{t().unsure}</p>}
        <Failure failure={order.failure} />
        <Button type="submit" kind="seal" wide busy={order.busy}>
          {t().order(price(sum))}
        </Button>
      </div>
    </form>
  );
}

async function keepAddress(address: string) {
  await api.patch('/users/me/address', { body: { address } }).catch(() => {});
  if (me.value) me.value = { ...me.value, address };
}

function Line({ item, failure }: { item: CartItem; failure: unknown }) {
  const shortage =
    failure instanceof Refused
      ? failure.problem.shortages?.find(({ skuId }) => skuId === item.skuId)
      : undefined;
  return (
    <li class={styles.line}>
      <span class={styles.picture}>
        <Picture src={item.productThumbnailUrl} alt="" />
      </span>
      <span class={styles.name}>
        {item.productName}
        <small>{[optionsText(item.options), t().times(item.quantity)].filter(Boolean).join(' · ')}</small>
        {shortage && (
          <em>
            {t().short(shortage.available)} <Link to="/shop/cart">{t().fix}</Link>
          </em>
        )}
      </span>
      <b>{price(item.subtotal)}</b>
    </li>
  );
}
