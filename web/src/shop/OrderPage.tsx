import { api, Refused } from '../api/client';
import { date, price, texts, time } from '../i18n';
import { Link, type PageProps } from '../router';
import { useAction } from '../state/action';
import { useEvents } from '../state/events';
import { beginPayment } from '../state/payment';
import { type Resource, useResource } from '../state/resource';
import { Button } from '../ui/Button';
import { Confirmed } from '../ui/Confirmed';
import { Countdown } from '../ui/Countdown';
import { Fact } from '../ui/Fact';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import { Stamp } from '../ui/Seal';
import { optionsText } from './colors';
import { Members } from './Members';
import styles from './OrderPage.module.css';
import { type Order, type Status, statusText } from './orderTexts';

const steps: Status[] = ['ORDERED', 'PAID', 'SHIPPED', 'DELIVERED', 'COMPLETED'];

const t = texts(
  {
    title: '주문',
    number: '주문 번호',
    steps: '진행 상태',
    due: '결제까지 남은 시간',
    dueHint: '그때까지 상품을 잡아 둘게요.',
    pay: (sum: string) => `${sum} 결제하기`,
    failed: '결제가 되지 않았어요. 상품은 아직 잡아 두었으니 다시 결제해 주세요.',
    cancel: '주문 취소',
    cancelTitle: '주문을 취소할까요?',
    cancelHint: '결제한 금액은 바로 돌려드려요. 취소한 주문은 되살릴 수 없어요.',
    keep: '그대로 두기',
    items: '주문 상품',
    times: (n: number) => `${n}개`,
    returned: (n: number) => `${n}개 반품`,
    ships: (when: string) => `예약 상품, ${when} 발송`,
    to: '받는 곳',
    at: '주문한 때',
    coupon: '쿠폰',
    total: '합계',
    refunded: '돌려받은 금액',
    why: { BUYER: '직접 취소했어요.', UNPAID: '결제 시간이 지나 취소됐어요.', STORE: '가게에서 취소했어요.' },
    none: '이런 주문은 없어요',
    noneHint: '다른 계정으로 주문했는지 확인해 보세요.',
  },
  {
    title: 'Order',
    number: 'Order number',
    steps: 'How far it is',
    due: 'Time left to pay',
    dueHint: 'Until then it is held for you.',
    pay: (sum: string) => `Pay ${sum}`,
    failed: 'The payment did not come through. Your order is still held: please pay again.',
    cancel: 'Cancel order',
    cancelTitle: 'Cancel this order?',
    cancelHint: 'What you paid is given back at once. A cancelled order cannot be brought back.',
    keep: 'Keep it',
    items: 'Products',
    times: (n: number) => `× ${n}`,
    returned: (n: number) => `${n} returned`,
    ships: (when: string) => `Preorder, ships ${when}`,
    to: 'Goes to',
    at: 'Ordered',
    coupon: 'Coupon',
    total: 'Total',
    refunded: 'Given back',
    why: { BUYER: 'You cancelled it.', UNPAID: 'It was not paid in time.', STORE: 'The store cancelled it.' },
    none: 'There is no such order',
    noneHint: 'Did you order it from another account?',
  },
);

export default function OrderPage({ id, query }: PageProps) {
  return (
    <Page title={t().title} heading="unseen" narrow>
      <Members>
        <Loaded id={id} paymentFailed={query.get('payment') === 'failed'} />
      </Members>
    </Page>
  );
}

function Loaded({ id, paymentFailed }: { id: string; paymentFailed: boolean }) {
  const order = useResource(`order/${id}`, (signal) => api.get('/orders/{id}', { path: { id }, signal }));
  useEvents({
    order: ({ orderId }) => orderId === id && void order.reload(),
    gap: () => void order.reload(),
  });
  if (order.data) return <Shown order={order.data} resource={order} paymentFailed={paymentFailed} />;
  if (order.failure instanceof Refused && order.failure.problem.status === 404) {
    return <Empty title={t().none} hint={t().noneHint} />;
  }
  return order.failure ? <Failure failure={order.failure} again={() => void order.reload()} /> : <Waiting />;
}

interface ShownProps {
  order: Order;
  resource: Resource<Order>;
  paymentFailed: boolean;
}

function Shown({ order, resource, paymentFailed }: ShownProps) {
  const canPay = order.nextActions.includes('PAY');
  return (
    <div class={styles.order}>
      <div class={styles.head} data-status={order.orderStatus} role="status">
        <Stamp
          key={order.orderStatus}
          word={statusText(order.orderStatus)}
          tone={order.orderStatus === 'CANCELLED' ? 'ink' : 'seal'}
        />
        {order.cancelReason && <p>{t().why[order.cancelReason]}</p>}
      </div>
      {order.orderStatus !== 'CANCELLED' && <Steps status={order.orderStatus} />}
      {canPay && <Pay order={order} reload={resource.reload} failed={paymentFailed} />}
      <section aria-label={t().items}>
        <ul class={styles.items}>
          {order.items.map((item) => (
            <li key={item.skuId}>
              <Link to={`/shop/products/${item.productId}`} class={styles.item}>
                <span class={styles.picture}>
                  <Picture src={item.thumbnailUrl} alt="" eager />
                </span>
                <span class={styles.name}>
                  {item.productName}
                  <small>
                    {[optionsText(item.options), t().times(item.quantity)].filter(Boolean).join(' · ')}
                  </small>
                  {item.returnedQuantity > 0 && <small>{t().returned(item.returnedQuantity)}</small>}
                  {item.shipsAt && <small>{t().ships(date(item.shipsAt))}</small>}
                </span>
                <b>{price(item.priceAtPurchase * item.quantity)}</b>
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <dl class={styles.facts}>
        {order.discount !== undefined && order.discount > 0 && (
          <Fact name={`${t().coupon} ${order.couponCode ?? ''}`} value={`−${price(order.discount)}`} />
        )}
        <Fact name={t().total} value={price(order.totalPrice)} strong />
        {order.refundedAmount !== undefined && (
          <Fact name={t().refunded} value={price(order.refundedAmount)} />
        )}
        <Fact name={t().to} value={order.shippingAddress} />
        <Fact name={t().at} value={time(order.orderedAt)} />
        <Fact name={t().number} value={order.orderId} />
      </dl>
      {order.nextActions.includes('CANCEL') && <Cancel order={order} onDone={resource.set} />}
    </div>
  );
}

function Steps({ status }: { status: Status }) {
  const at = steps.indexOf(status);
  return (
    <ol class={styles.steps} aria-label={t().steps}>
      {steps.map((step, i) => (
        <li key={step} data-done={i <= at} aria-current={i === at ? 'step' : undefined}>
          {statusText(step)}
        </li>
      ))}
    </ol>
  );
}

function Pay({ order, reload, failed }: { order: Order; reload: () => Promise<void>; failed: boolean }) {
  const pay = useAction(async () => {
    await beginPayment(order.orderId);
    await reload();
  });
  return (
    <section class={styles.pay}>
      {failed && !pay.busy && (
        <p class={styles.failed} role="alert">
          {t().failed}
        </p>
      )}
      {order.paymentDueAt && (
        <div class={styles.due}>
          <span>
            {t().due}
            <small>{t().dueHint}</small>
          </span>
          <Countdown until={order.paymentDueAt} onOver={() => void reload()} />
        </div>
      )}
      <Failure failure={pay.failure} />
      <Button kind="seal" wide busy={pay.busy} onClick={() => void pay.run()}>
        {t().pay(price(order.totalPrice))}
      </Button>
    </section>
  );
}

function Cancel({ order, onDone }: { order: Order; onDone: (order: Order) => void }) {
  return (
    <Confirmed
      label={t().cancel}
      title={t().cancelTitle}
      hint={t().cancelHint}
      keep={t().keep}
      act={async () => onDone(await api.post('/orders/{id}/cancel', { path: { id: order.orderId } }))}
    />
  );
}
