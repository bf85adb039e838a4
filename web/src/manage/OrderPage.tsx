import { useState } from 'preact/hooks';
import { api, Refused } from '../api/client';
import { once } from '../api/once';
import { date, price, texts, time } from '../i18n';
import { Link, type PageProps } from '../router';
import { optionsText } from '../shop/colors';
import { useAction } from '../state/action';
import { type Resource, useResource } from '../state/resource';
import { Button } from '../ui/Button';
import { Confirmed } from '../ui/Confirmed';
import { Fact } from '../ui/Fact';
import { Icon } from '../ui/Icon';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import { Sheet } from '../ui/Sheet';
import { Stepper } from '../ui/Stepper';
import { toast } from '../ui/Toast';
import { Choices } from './Choices';
import { useEvery } from './every';
import styles from './OrderPage.module.css';
import { type Order, orders_every, stepText } from './orderSteps';
import { t as all } from './texts';

type Step = 'ship' | 'deliver' | 'complete';
type Condition = 'SELLABLE' | 'UNSELLABLE';

const t = texts(
  {
    title: (id: string) => `주문 ${id}`,
    back: '주문 목록',
    items: '주문 상품',
    returned: (n: number) => `${n}개 반품`,
    ships: (when: string) => `예약 상품, ${when} 발송`,
    to: '받는 곳',
    at: '주문한 때',
    coupon: '쿠폰',
    total: '합계',
    refunded: '돌려준 금액',
    steps: { ship: '발송 처리', deliver: '배송 완료 처리', complete: '구매 확정 처리' },
    done: { ship: '배송을 시작했어요', deliver: '배송을 마쳤어요', complete: '구매를 확정했어요' },
    notReceived: '예약 상품이 아직 다 들어오지 않았어요. 재고를 입고한 다음에 보내 주세요.',
    shared: '다른 가게의 상품도 들어 있는 주문이에요. 운영자만 다음 단계로 옮길 수 있어요.',
    why: {
      BUYER: '구매자가 취소했어요.',
      UNPAID: '결제 시간이 지나 취소됐어요.',
      STORE: '가게에서 취소하고 돈을 돌려줬어요.',
    },
    refund: '취소하고 환불',
    refundTitle: '이 주문을 취소할까요?',
    refundHint: (sum: string) => `${sum}을 돌려주고, 상품은 다시 재고가 돼요. 되돌릴 수 없어요.`,
    refundDone: '취소하고 환불했어요',
    return: '반품 받기',
    returnHint: '돌아온 수량만큼 돈을 돌려줘요.',
    condition: '상태',
    conditions: { SELLABLE: '다시 팔 수 있음', UNSELLABLE: '팔 수 없음' },
    returnAll: (n: number) => `${n}개 반품 받기`,
    returnDone: '반품을 받았어요',
    none: '이런 주문은 없어요',
    noneHint: '아직 결제되지 않았거나 다른 가게의 주문일 수 있어요.',
  },
  {
    title: (id: string) => `Order ${id}`,
    back: 'Orders',
    items: 'Products',
    returned: (n: number) => `${n} returned`,
    ships: (when: string) => `Preorder, ships ${when}`,
    to: 'Goes to',
    at: 'Ordered',
    coupon: 'Coupon',
    total: 'Total',
    refunded: 'Given back',
    steps: { ship: 'Mark as shipped', deliver: 'Mark as delivered', complete: 'Mark as completed' },
    done: { ship: 'On its way', deliver: 'Delivered', complete: 'Completed' },
    notReceived: 'Not all that was ordered ahead has come in. Receive the stock first, then ship.',
    shared: 'There are products of other stores in this order: only the operators can move it on.',
    why: {
      BUYER: 'The buyer cancelled it.',
      UNPAID: 'It was not paid in time.',
      STORE: 'The store cancelled it and gave the money back.',
    },
    refund: 'Cancel and refund',
    refundTitle: 'Cancel this order?',
    refundHint: (sum: string) => `${sum} goes back, and the products are stock again. This cannot be undone.`,
    refundDone: 'Cancelled and refunded',
    return: 'Take a return',
    returnHint: 'What came back is paid back.',
    condition: 'Condition',
    conditions: { SELLABLE: 'Can be sold', UNSELLABLE: 'Cannot be sold' },
    returnAll: (n: number) => `Take ${n} back`,
    returnDone: 'Returned',
    none: 'There is no such order',
    noneHint: 'It is not paid yet, or is another store’s.',
  },
);

export default function OrderPage({ id }: PageProps) {
  const order = useResource(`manage/order/${id}`, (signal) =>
    api.get('/orders/{id}', { path: { id }, signal }),
  );
  useEvery(orders_every, () => void order.reload());
  const isGone = order.failure instanceof Refused && order.failure.problem.status === 404;
  return (
    <Page title={t().title(id)} heading="unseen" narrow={!order.data}>
      {order.data ? (
        <Shown order={order.data} resource={order} />
      ) : isGone ? (
        <Empty title={t().none} hint={t().noneHint} />
      ) : order.failure ? (
        <Failure failure={order.failure} again={() => void order.reload()} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

function Shown({ order, resource }: { order: Order; resource: Resource<Order> }) {
  return (
    <div class={styles.order}>
      <header class={styles.head}>
        <Link to={`/manage/orders?status=${order.orderStatus}`} class={styles.back}>
          <Icon name="back" size={18} />
          {t().back}
        </Link>
        <p class={styles.status} role="status">
          {stepText(order.orderStatus)}
        </p>
        {order.cancelReason && <p>{t().why[order.cancelReason]}</p>}
      </header>
      <section class={styles.aside}>
        <dl class={styles.facts}>
          <Fact name={t().to} value={order.shippingAddress} strong />
          <Fact name={t().at} value={time(order.orderedAt)} />
          {order.discount !== undefined && order.discount > 0 && (
            <Fact name={`${t().coupon} ${order.couponCode ?? ''}`} value={`−${price(order.discount)}`} />
          )}
          <Fact name={t().total} value={price(order.totalPrice)} strong />
          {order.refundedAmount !== undefined && (
            <Fact name={t().refunded} value={price(order.refundedAmount)} />
          )}
        </dl>
        <Steps order={order} resource={resource} />
      </section>
      <section aria-label={t().items}>
        <ul class={styles.items}>
          {order.items.map((item) => (
            <li key={item.skuId}>
              <Link to={`/manage/stock/${item.productId}?sku=${item.skuId}`} class={styles.item}>
                <span class={styles.picture}>
                  <Picture src={item.thumbnailUrl} alt="" eager />
                </span>
                <span class={styles.name}>
                  {item.productName}
                  <small>{optionsText(item.options) || all().oneOption}</small>
                  <small>{price(item.priceAtPurchase)}</small>
                  {item.returnedQuantity > 0 && <small>{t().returned(item.returnedQuantity)}</small>}
                  {item.shipsAt && <small>{t().ships(date(item.shipsAt))}</small>}
                </span>
                <b>× {item.quantity}</b>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

const steps = { SHIP: 'ship', DELIVER: 'deliver', COMPLETE: 'complete' } as const;
const isOpen = ({ orderStatus }: Order) => orderStatus === 'PAID' || orderStatus === 'SHIPPED';

function Steps({ order, resource }: { order: Order; resource: Resource<Order> }) {
  const { nextActions, orderId } = order;
  const next = (Object.keys(steps) as (keyof typeof steps)[]).find((each) => nextActions.includes(each));
  const move = useAction(async (step: Step) => {
    try {
      resource.set(await api.post(`/orders/{id}/${step}`, { path: { id: orderId } }));
    } catch (failure) {
      void resource.reload();
      throw failure;
    }
    toast(t().done[step]);
  });
  const isWaiting = move.failure instanceof Refused && move.failure.code === 'NOT_RECEIVED';
  return (
    <div class={styles.steps}>
      {isWaiting ? (
        <p role="alert" class={styles.note}>
          {t().notReceived}
        </p>
      ) : (
        <Failure failure={move.failure} />
      )}
      {!next && isOpen(order) && <p class={styles.note}>{t().shared}</p>}
      {next && (
        <Button kind="seal" wide busy={move.busy} onClick={() => void move.run(steps[next])}>
          {t().steps[steps[next]]}
        </Button>
      )}
      {nextActions.includes('RETURN') && <Return order={order} onDone={resource.set} />}
      {nextActions.includes('REFUND') && <Refund order={order} onDone={resource.set} />}
    </div>
  );
}

interface ActProps {
  order: Order;
  onDone: (order: Order) => void;
}

function Refund({ order, onDone }: ActProps) {
  return (
    <Confirmed
      label={t().refund}
      title={t().refundTitle}
      hint={t().refundHint(price(order.totalPrice))}
      keep={all().keep}
      act={async () => {
        onDone(await api.post('/orders/{id}/refund', { path: { id: order.orderId } }));
        toast(t().refundDone);
      }}
    />
  );
}

function Return({ order, onDone }: ActProps) {
  const left = order.items.filter(({ quantity, returnedQuantity }) => quantity > returnedQuantity);
  const [asked, setAsked] = useState(false);
  const [counts, setCounts] = useState<Record<string, number>>({});
  const [condition, setCondition] = useState<Condition>('SELLABLE');
  const sum = Object.values(counts).reduce((a, b) => a + b, 0);
  const take = useAction(async () => {
    const items = Object.entries(counts)
      .filter(([, quantity]) => quantity > 0)
      .map(([skuId, quantity]) => ({ skuId, quantity, condition }));
    onDone(
      await once(`return ${order.orderId} ${JSON.stringify(items)}`, (key) =>
        api.post('/orders/{id}/returns', { path: { id: order.orderId }, body: { items }, key }),
      ),
    );
    setAsked(false);
    setCounts({});
    toast(t().returnDone);
  });
  if (left.length === 0) return null;
  return (
    <>
      <Button kind="plain" wide onClick={() => setAsked(true)}>
        {t().return}
      </Button>
      {asked && (
        <Sheet title={t().return} onClose={() => setAsked(false)}>
          <p>{t().returnHint}</p>
          <ul class={styles.returns}>
            {left.map(({ skuId, productName, options, quantity, returnedQuantity }) => (
              <li key={skuId}>
                <span>
                  {productName}
                  <small>{optionsText(options)}</small>
                </span>
                <Stepper
                  label={productName}
                  value={counts[skuId] ?? 0}
                  min={0}
                  max={quantity - returnedQuantity}
                  onChange={(value) => setCounts((before) => ({ ...before, [skuId]: value }))}
                />
              </li>
            ))}
          </ul>
          <Choices<Condition>
            legend={t().condition}
            name="condition"
            of={['SELLABLE', 'UNSELLABLE']}
            text={(each) => t().conditions[each]}
            chosen={condition}
            onChoose={setCondition}
          />
          <Failure failure={take.failure} />
          <Button wide busy={take.busy} disabled={sum === 0} onClick={() => void take.run()}>
            {t().returnAll(sum)}
          </Button>
        </Sheet>
      )}
    </>
  );
}
