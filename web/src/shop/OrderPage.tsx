import { Page } from '../ui/Page';

export default function OrderPage() {
  return <Page title="Order">…</Page>;
}
