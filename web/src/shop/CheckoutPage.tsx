import { Page } from '../ui/Page';

export default function CheckoutPage() {
  return <Page title="Checkout">…</Page>;
}
