import { useEffect } from 'preact/hooks';
import { texts } from '../i18n';
import { navigate } from '../router';
import { useAction } from '../state/action';
import { begunPayment, settlePayment } from '../state/payment';
import { Failure } from '../ui/Notice';
import { Page } from '../ui/Page';
import styles from './CheckoutPage.module.css';
import { Members } from './Members';

const t = texts(
  { title: '결제 확인', asking: '결제가 잘 됐는지 결제사에 물어보고 있어요.' },
  { title: 'Payment', asking: 'Asking the provider whether your payment has come through.' },
);

/** Where the payment provider leads back to. */
export default function PaidPage() {
  return (
    <Page title={t().title} narrow>
      <Members>
        <Settling />
      </Members>
    </Page>
  );
}

function Settling() {
  const settle = useAction(async () => {
    const begun = begunPayment();
    if (!begun) return navigate('/shop/orders', { replace: true });
    const { status } = await settlePayment(begun);
    const came = status === 'FAILED' ? '?payment=failed' : '';
    navigate(`/shop/orders/${begun.orderId}${came}`, { replace: true });
  });
  useEffect(() => void settle.run(), [settle.run]);
  return (
    <>
      {settle.busy && <p class={styles.checking}>{t().asking}</p>}
      <Failure failure={settle.failure} again={() => void settle.run()} />
    </>
  );
}
